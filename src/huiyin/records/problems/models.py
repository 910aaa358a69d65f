"""The three lists: problems, the tasks they set, who is responsible; their frozen versions; and the survey."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.records.registry.models import Compound, District, Neighbourhood, Officer, Subdistrict, Unit
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.registry.models.compounds import ADDRESS_LENGTH
from huiyin.records.reports.models import Channel, Report


class ProblemState(models.TextChoices):
    """Whether a problem is still ours to solve."""

    OPEN = "open", "未销号"
    SETTLED = "settled", "已销号"
    MERGED = "merged", "已并入"


class Verification(models.TextChoices):
    """What checking a complaint found (核实结果). 'Could not enter' never counts as untrue."""

    TRUE = "true", "属实"
    PARTLY = "partly-true", "部分属实"
    UNTRUE = "untrue", "不属实"
    NO_ENTRY = "unverifiable", "暂无法核实（未能入户）"
    NOT_OURS = "not-ours", "不属本部门"


class Condition(models.TextChoices):
    """Whether the act goes on, is new, or stood before the campaign."""

    IN_PROGRESS = "in_progress", "正在实施"
    NEW = "new", "新增"
    EXISTING = "existing", "存量"


class Problem(models.Model):
    """One wrong at one place; many reports can link to it."""

    violation = models.CharField(max_length=24, help_text="code in the statute book")
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="problems", db_index=False)
    building = models.CharField(max_length=32, blank=True, help_text="in its normal form")
    dwelling_unit = models.CharField(max_length=16, blank=True, help_text="单元")
    room = models.CharField(max_length=32, blank=True)
    place_key = models.CharField(
        max_length=96, blank=True, help_text="building/unit/room: the finest level known"
    )
    counting_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="统计归属单位"
    )
    state = models.CharField(max_length=8, choices=ProblemState, default=ProblemState.OPEN)
    condition = models.CharField(max_length=12, choices=Condition, blank=True)
    verification = models.CharField(max_length=16, choices=Verification, blank=True)
    verified_on = models.DateField(null=True)
    found = models.TextField(blank=True, db_default="", help_text="现场情况: what was found on the spot")
    brought_at = models.DateTimeField(
        null=True, help_text="when a merge brought the first finding here; null: it had one before"
    )
    channel = models.CharField(max_length=12, choices=Channel, help_text="source of its first report")
    first_on = models.DateField(help_text="首次反映日期")
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    basis = models.TextField(blank=True, help_text="销号依据")
    recurrence_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="recurrences")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    merged_at = models.DateTimeField(null=True, help_text="until then lists hold it")
    words = models.TextField(
        db_default="",
        help_text="what it is found by: see search.py; derived, and made anew when its place changes",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["violation", "compound", "place_key"],
                condition=Q(state="open"),
                name="problem_one_open_a_place",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, merged_into__isnull=True)
                | Q(Q(state="settled", settled_at__isnull=False, merged_into__isnull=True), ~Q(basis=""))
                | Q(state="merged", merged_into__isnull=False),
                name="problem_state_has_its_facts",
            ),
            models.CheckConstraint(
                condition=Q(verification="", verified_on__isnull=True)
                | Q(~Q(verification=""), verified_on__isnull=False),
                name="problem_verified_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["counting_unit", "state", "id"], name="problem_by_unit"),
            # An area's problems are counted by kind without opening one of them.
            models.Index(
                fields=["compound", "state", "violation", "verification"], name="problem_by_compound"
            ),
            models.Index(
                fields=["violation", "compound", "place_key"],
                condition=Q(state="settled"),
                name="problem_settled",
            ),
            # What lists are narrowed by. The value that most problems have leads to nothing and is left out.
            models.Index(fields=["condition"], condition=~Q(condition=""), name="problem_condition"),
            models.Index(fields=["verification"], condition=~Q(verification=""), name="problem_checked"),
            models.Index(fields=["channel"], condition=~Q(channel="hotline"), name="problem_channel"),
            models.Index(fields=["first_on"], name="problem_first_on"),
        ]


class Reach(models.Model):
    """A unit sees a problem: its place lies in the unit's area. Derived from the areas, so that a list is read in its order.

    Units whose area is the whole city have no rows.
    """

    pk = models.CompositePrimaryKey("unit_id", "problem_id")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="reach")


class Link(models.Model):
    """A report speaks of a problem. Removing a link keeps it, with the moment."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="links", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="links")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "report"], condition=Q(removed_at__isnull=True), name="link_once"
            ),
        ]
        indexes = [
            models.Index(fields=["problem"], condition=Q(removed_at__isnull=False), name="link_removed")
        ]


class TaskState(models.TextChoices):
    """Whether a task is done."""

    OPEN = "open", "进行中"
    DONE = "done", "已完成"


class Task(models.Model):
    """What is to be done about a problem, and by when."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    goal = models.CharField(max_length=255, help_text="整治目标")
    work = models.CharField(max_length=255, help_text="工作任务")
    measure = models.CharField(max_length=255, help_text="执法措施")
    done_mark = models.CharField(max_length=255, help_text="完成标志")
    start_on = models.DateField()
    due_on = models.DateField(help_text="完成时限")
    due_source = models.CharField(max_length=255, help_text="from where the deadline comes")
    own_due_on = models.DateField(
        null=True, help_text="the later deadline of the book, while one that a source gave stands instead"
    )
    own_due_source = models.CharField(max_length=255, blank=True, db_default="")
    orders_due_on = models.DateField(
        null=True, help_text="the first limit that still runs on a linked report; derived, see orders.py"
    )
    phase = models.CharField(max_length=16, help_text="phase of the campaign in which it was set")
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    done_on = models.DateField(null=True)
    extended_by = models.CharField(max_length=64, blank=True, help_text="延期批准人")
    extended_on = models.DateField(null=True)
    extended_from = models.DateField(null=True, help_text="原定时限: before it was first extended")
    recheck_on = models.DateField(null=True, help_text="复查日期: when somebody is to look again")
    returned_on = models.DateField(null=True, help_text="退回补充: since when it waits for completion")
    return_reason = models.CharField(max_length=255, blank=True, db_default="", help_text="what is missing")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(goal="") & ~Q(work="") & ~Q(measure="") & ~Q(done_mark=""), name="task_says_what"
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_on__isnull=True) | Q(state="done", done_on__isnull=False),
                name="task_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True, return_reason="")
                | Q(Q(returned_on__isnull=False), ~Q(return_reason="")),
                name="task_returned_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id", "problem"], condition=Q(state="open"), name="task_due"),
            # A problem's current task is the first here, and an area's are counted without opening one.
            models.Index(
                fields=["problem", "-state", "due_on", "id", "orders_due_on"], name="task_of_problem"
            ),
            models.Index(
                fields=["orders_due_on", "id", "problem"],
                condition=Q(state="open", orders_due_on__isnull=False),
                name="task_orders_due",
            ),
            models.Index(
                fields=["recheck_on"],
                condition=Q(state="open", recheck_on__isnull=False),
                name="task_recheck",
            ),
            models.Index(
                fields=["returned_on"],
                condition=Q(state="open", returned_on__isnull=False),
                name="task_returned",
            ),
        ]


class Role(models.TextChoices):
    """Part that a unit plays in a task."""

    LEAD = "lead", "牵头"
    ASSIST = "assist", "配合"


class Assignment(models.Model):
    """Who answers for a task: one lead unit, and any number that assist."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=8, choices=Role)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="assignments", db_index=False
    )
    body = models.CharField(
        max_length=64, blank=True, help_text="an assisting body that is no enforcement unit"
    )
    leader = models.CharField(max_length=64, blank=True, help_text="责任领导")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="assignments")
    assigned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(role="lead"), name="task_one_lead"),
            models.CheckConstraint(
                condition=Q(role="lead", unit__isnull=False) | Q(role="assist"), name="lead_is_a_unit"
            ),
        ]
        indexes = [models.Index(fields=["unit", "task"], condition=Q(role="lead"), name="task_led")]


class ListKind(models.TextChoices):
    """Which of the three lists."""

    PROBLEM = "problem", "问题清单"
    TASK = "task", "任务清单"
    RESPONSIBILITY = "responsibility", "责任清单"


class ListState(models.TextChoices):
    """The way of a list: 拟制 → 审核 → 审定 → 签发."""

    DRAFT = "draft", "拟制"
    REVIEWED = "reviewed", "审核"
    APPROVED = "approved", "审定"
    ISSUED = "issued", "签发"


class ListVersion(models.Model):
    """A list of a unit, frozen for a phase."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ListKind)
    phase = models.CharField(max_length=16)
    number = models.PositiveIntegerField(help_text="1, 2, 3 … of this list in this phase")
    state = models.CharField(max_length=8, choices=ListState, default=ListState.DRAFT)
    frozen_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=64)
    reviewed_by = models.CharField(max_length=64, blank=True)
    approved_by = models.CharField(max_length=64, blank=True)
    issued_by = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "phase", "number"], name="list_version_once"),
            models.CheckConstraint(
                condition=Q(
                    state="draft", reviewed_by="", approved_by="", issued_by="", issued_at__isnull=True
                )
                | ~Q(reviewed_by="")
                & ~Q(reviewed_by=models.F("drafted_by"))
                & (
                    Q(state="reviewed", approved_by="", issued_by="", issued_at__isnull=True)
                    | ~Q(approved_by="")
                    & (
                        Q(state="approved", issued_by="", issued_at__isnull=True)
                        | Q(state="issued", issued_at__isnull=False) & ~Q(issued_by="")
                    )
                ),
                name="list_signed_in_turn",
            ),
        ]


class ListRow(models.Model):
    """One line of a frozen list, as it stood."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField(help_text="序号")
    record_id = models.BigIntegerField(help_text="the problem or task that the line speaks of")
    cells = models.TextField(help_text="the cells in the order of the list's columns: canonical JSON")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="list_row_once")]


class SurveyForm(models.Model):
    """The survey of one compound in one phase (小区排摸表); a form without findings is a zero report, not a gap."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="surveys")
    phase = models.CharField(max_length=16)
    surveyed_on = models.DateField()
    surveyors = models.CharField(max_length=128, help_text="two officers, as written on the form")
    heard = models.PositiveIntegerField(default=0, help_text="听取意见人数")
    counts = models.TextField(help_text="what was found, by column of the form: canonical JSON")
    devices = models.CharField(max_length=255, blank=True, help_text="智能设备")
    main_conflict = models.TextField(blank=True, help_text="主要矛盾")
    proposal = models.TextField(blank=True, help_text="建议措施")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(
        null=True, help_text="when the 'before' snapshot was taken; unchangeable since"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compound", "phase"], name="survey_once_a_phase")]


class FrozenPlace(models.Model):
    """The compound of a frozen form as the registry had it when the form was frozen: nothing follows it afterwards.

    A merge takes the form to another compound, not this; what is renamed, moved or managed by another firm is so for the
    registry alone. Areas are kept by name, to be told, and by id, to be counted.
    """

    form = models.OneToOneField(
        SurveyForm, on_delete=models.PROTECT, primary_key=True, related_name="frozen_place"
    )
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=NAME_LENGTH)
    address = models.CharField(max_length=ADDRESS_LENGTH, blank=True)
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="+")
    subdistrict = models.ForeignKey(Subdistrict, null=True, on_delete=models.PROTECT, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, null=True, on_delete=models.PROTECT, related_name="+")
    district_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    subdistrict_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    neighbourhood_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    counting_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text="统计归属单位"
    )
    firm = models.CharField(
        max_length=NAME_LENGTH, blank=True, help_text="which managed it on the day of the freezing"
    )
    households = models.PositiveIntegerField(null=True, help_text="户数")
