"""What is wrong with a call of ``huiyin``, as one line in both languages."""

from __future__ import annotations

import re

import click


def misuse(error: click.ClickException) -> str:
    """What is wrong with the call, in Chinese and in click's own words, and where to read how the command is meant."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    page = f"{context.command_path if context is not None else 'huiyin'} --help"
    told = f"{_in_chinese(error)}；用法见 {page} / {error.format_message().rstrip('.')}; see {page}"
    # Choices stand on lines of their own in click's words; what was typed may be no text.
    return re.sub(r"\s*[\n\t]\s*", " ", told).encode(errors="replace").decode()


def _in_chinese(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        return f"缺少{_named(error.param).rstrip()}{_wanted(error.param)}"
    if isinstance(error, click.BadParameter):
        return f"{_named(error.param)}的值不能用{_wanted(error.param)}"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的写法不对"
    # Told apart by name: a class of its own only since click 8.4.
    if command := getattr(error, "command_name", ""):
        return f"没有命令 {command}"
    return "命令的写法不对"


def _named(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return f"选项 {param.opts[-1]} "
    return f"参数 {param.human_readable_name} " if param is not None else "参数"


def _wanted(param: click.Parameter | None) -> str:
    """What the value has to be, after a comma; nothing where any text would do."""
    if param is None:
        return ""
    kind = param.type
    if isinstance(kind, click.Choice):
        return f"，须为 {'、'.join(map(str, kind.choices))} 之一"
    if isinstance(kind, click.DateTime):
        return "，须为日期，如 2022-09-15"
    if isinstance(kind, click.IntRange):
        return f"，须为 {kind.min} 至 {kind.max} 的整数"
    if isinstance(kind, click.types.IntParamType):
        return "，须为整数"
    if isinstance(kind, click.Path):
        what = "文件" if kind.file_okay else "文件夹"
        return f"，须为已有且可读的{what}" if kind.exists else f"，须为{what}的路径"
    return f"，{told}" if (told := getattr(kind, "wanted", "")) else ""
