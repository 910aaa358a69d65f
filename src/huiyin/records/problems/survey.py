"""The survey of compounds: forms that go out, rows that come back, how far it has come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.records.problems.columns import SURVEY, SURVEY_FINDINGS, Cell
from huiyin.records.problems.lines import CHUNK
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.numbers import compound_number, compound_of
from huiyin.records.problems.scope import counted_for
from huiyin.records.registry.models import Compound, Mandate, Unit
from huiyin.records.reports.landing.cleaning import clean
from huiyin.records.reports.landing.dates import parse_moment
from huiyin.records.reports.landing.errors import BadValue, Problem
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import column_key, find_header
from huiyin.records.reports.landing.workbook import open_rows
