"""Cases: the statutory procedure against one party, what happened in it, and who took part."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huiyin.records.problems.models import Problem
from huiyin.records.registry.models import Unit


class PartyKind(models.TextChoices):
    """What kind of party it is; ranges and thresholds hang on it."""

    PERSON = "person", "个人"
    BUSINESS = "individual-business", "个体工商户"
    ORGANISATION = "organisation", "单位"


class PartyRole(models.TextChoices):
    """As what the party acted."""

    OWNER = "owner", "业主"
    OCCUPANT = "occupant", "使用人"
    TENANT = "tenant", "承租人"
    SUB_LESSOR = "sub-lessor", "转租人"
    AGENCY = "agency", "经纪机构"
    AGENT = "agent", "经纪人员"
    FIRM = "property-firm", "物业企业"
    RENOVATOR = "renovator", "装修人"
    BUILDER = "builder", "搭建人"


class Case(models.Model):
    """The procedure against one party for one problem (案件). Its facts are the act's; its events tell the rest."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases", help_text="办案单位")
    violation = models.CharField(max_length=24, help_text="code in the statute book, the problem's")
    detail = models.CharField(max_length=32, blank=True, help_text="how it was committed; id in the book")
    in_progress = models.BooleanField(null=True, help_text="under way when it was found; null: no matter")
    area_m2 = models.FloatField(null=True, help_text="square metres")
    act_from = models.DateField(help_text="行为开始")
    act_to = models.DateField(null=True, help_text="行为终了; null: it goes on")
    competent = models.BooleanField(
        default=False, help_text="somebody confirmed that the agency has the power"
    )
    party_kind = models.CharField(max_length=20, choices=PartyKind)
    party_role = models.CharField(max_length=16, choices=PartyRole)
    party_key = models.BinaryField(null=True, help_text="wrapped key of what names the party; null: unknown")
    party = models.BinaryField(null=True, help_text="name, number and address, encrypted")
    party_mark = models.BinaryField(
        max_length=16, null=True, db_index=True, help_text="keyed mark of the same party in other cases"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True, help_text="the nearest limit that the agency must keep; derived")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act_to__isnull=True) | Q(act_to__gte=F("act_from")), name="case_act_in_order"
            ),
            models.CheckConstraint(
                condition=Q(party_key__isnull=True, party__isnull=True, party_mark__isnull=True)
                | Q(party_key__isnull=False, party__isnull=False, party_mark__isnull=False),
                name="case_party_whole",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(closed_at__isnull=True), name="case_due")]


class Track(models.Model):
    """One procedure of a case and where it stands; several may run beside each other."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tracks")
    procedure = models.CharField(max_length=32, help_text="id in the statute book")
    state = models.CharField(max_length=32, help_text="id of a state of it")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="it came to an end, or was left for another")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "procedure"], name="track_once")]


class Event(models.Model):
    """What happened in a case, in order; never changed. ``said`` and ``besides`` are JSON as the case file has them."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    position = models.PositiveIntegerField(help_text="from 1 on, without gaps")
    procedure = models.CharField(max_length=32, blank=True, help_text="empty: it moved none")
    act = models.CharField(max_length=32, help_text="the act of the procedure, or the incident")
    event = models.CharField(
        max_length=32, blank=True, help_text="the word of a case file; empty: none tells"
    )
    at = models.DateTimeField(help_text="when it happened")
    said = models.TextField()
    besides = models.TextField()
    sworn = models.CharField(max_length=400, blank=True, help_text="guards for which who acted stands")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="event_one_position")]


class MemberRole(models.TextChoices):
    """As what somebody takes part for the agency."""

    OFFICER = "officer", "执法人员"
    APPROVER = "approver", "负责人"
    REVIEWER = "reviewer", "审核人员"
    CHAIR = "chair", "主持人"


class Member(models.Model):
    """Who takes part in a case for the agency. ``who`` is ``officer:ID``, or ``account:NAME`` of one without certificate."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    who = models.CharField(max_length=80)
    role = models.CharField(max_length=8, choices=MemberRole)
    certificate = models.BooleanField(
        help_text="with a certificate that was valid on the day of the first act"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "who"], name="member_once")]


class Part(models.Model):
    """Who took part in an event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="parts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="parts")
    rank = models.PositiveSmallIntegerField(help_text="the order in which they were named")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "member"], name="part_once")]


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    PHOTO = "photo", "照片"
    SKETCH = "sketch", "勘验图"
    RECORD = "record", "笔录、文书"
    RECORDING = "recording", "录音录像"


class Evidence(models.Model):
    """A file that belongs to a case (证据材料), kept encrypted whole; never changed, never removed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, related_name="evidence", help_text="the step it shows"
    )
    kind = models.CharField(max_length=9, choices=EvidenceKind)
    name = models.CharField(max_length=120, help_text="as it was called where it came from")
    says = models.CharField(max_length=200, help_text="what it shows")
    media = models.CharField(max_length=40, help_text="by its own first bytes")
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    file = models.CharField(max_length=64, unique=True, help_text="under which its bytes are kept")
    key = models.BinaryField(help_text="wrapped key of its bytes")
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
