"""Tables of compounds: what lies in them, what they are called, and who manages them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huiyin.records.registry.models.areas import NAME_LENGTH, District, Neighbourhood, Subdistrict, Unit
from huiyin.records.registry.models.spans import days_in_order

ADDRESS_LENGTH = 200
KEY_LENGTH = 200
CODE_LENGTH = 24
CREDIT_CODE_LENGTH = 18


class Firm(models.Model):
    """A property service firm (物业服务企业)."""

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    credit_code = models.CharField(
        max_length=CREDIT_CODE_LENGTH, blank=True, help_text="统一社会信用代码; empty when not known"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="firm_one_credit_code"
            )
        ]


class Compound(models.Model):
    """A residential compound (小区): known from the gazetteer, provisional (待核), or merged into another."""

    class Status(models.TextChoices):
        """How far the compound is established."""

        KNOWN = "known", "已核"
        PROVISIONAL = "provisional", "待核"
        MERGED = "merged", "已并入"

    code = models.CharField(
        max_length=CODE_LENGTH,
        blank=True,
        help_text="id in the gazetteer; empty for one first named by a text",
    )
    name = models.CharField(max_length=NAME_LENGTH)
    address = models.CharField(
        max_length=ADDRESS_LENGTH, blank=True, help_text="road and lane; as written if provisional"
    )
    status = models.CharField(max_length=11, choices=Status)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="compounds")
    subdistrict = models.ForeignKey(
        Subdistrict, null=True, on_delete=models.PROTECT, related_name="compounds"
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, on_delete=models.PROTECT, related_name="compounds"
    )
    counting_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="counted_compounds",
        help_text="统计归属: the one unit it counts for",
    )
    scope_unit = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.PROTECT,
        related_name="provisional_compounds",
        help_text="the unit whose texts named it, within which provisional_key tells it from others",
    )
    provisional_key = models.CharField(
        max_length=KEY_LENGTH,
        blank=True,
        help_text="name and road, normalised; kept after a merge",
    )
    households = models.PositiveIntegerField(null=True, help_text="户数")
    built = models.PositiveSmallIntegerField(null=True, help_text="year of completion")
    longitude = models.FloatField(null=True, help_text="degrees east, WGS-84")
    latitude = models.FloatField(null=True, help_text="degrees north, WGS-84")
    source_longitude = models.FloatField(null=True, help_text="as received, in source_system")
    source_latitude = models.FloatField(null=True, help_text="as received, in source_system")
    source_system = models.CharField(
        max_length=6, blank=True, help_text="wgs84, gcj02 or bd09; empty without coordinates"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="compound_one_code"),
            # A key is given once, whatever became of its place: who names a merged one again is led to
            # what it became.
            models.UniqueConstraint(
                fields=["scope_unit", "provisional_key"],
                condition=~Q(provisional_key=""),
                name="compound_one_provisional_key",
            ),
            models.CheckConstraint(
                condition=Q(status="known", merged_into__isnull=True) & ~Q(code="")
                | Q(status="provisional", merged_into__isnull=True, code="")
                | Q(status="merged", merged_into__isnull=False),
                name="compound_status",
            ),
            models.CheckConstraint(
                condition=Q(provisional_key="", scope_unit__isnull=True) & ~Q(status="provisional")
                | ~Q(provisional_key="") & Q(scope_unit__isnull=False, code=""),
                name="compound_provisional_scope",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="compound_not_into_itself"),
            models.CheckConstraint(
                condition=Q(neighbourhood__isnull=True, subdistrict__isnull=True)
                | Q(subdistrict__isnull=False, district__isnull=False),
                name="compound_area_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    longitude__isnull=True,
                    latitude__isnull=True,
                    source_longitude__isnull=True,
                    source_latitude__isnull=True,
                    source_system="",
                )
                | Q(
                    longitude__range=(-180, 180),
                    latitude__range=(-90, 90),
                    source_longitude__isnull=False,
                    source_latitude__isnull=False,
                    source_system__in=("wgs84", "gcj02", "bd09"),
                ),
                name="compound_coordinates_whole",
            ),
        ]


class CompoundAlias(models.Model):
    """Another name by which people call a compound."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=NAME_LENGTH)
    source = models.CharField(
        max_length=24, help_text="whence it is known: 'person', 'merge' or the name of a list"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compound", "name"], name="alias_once")]


class CompoundScope(models.Model):
    """A compound lies in the area of a brigade that has no district of its own."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="scopes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scopes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compound", "unit"], name="scope_once")]


class Building(models.Model):
    """A building of a compound (楼栋)."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(
        max_length=40, help_text="number or name without 号楼, 栋, 幢, such as '12' or 'A3'"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compound", "name"], name="building_one_name")]


class Dwelling(models.Model):
    """A dwelling of a building (室)."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="dwellings")
    entrance = models.CharField(
        max_length=20, blank=True, help_text="单元; empty where the building has but one"
    )
    room = models.CharField(max_length=20, help_text="室号, such as '602'")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["building", "entrance", "room"], name="dwelling_one_room")
        ]


class Mandate(models.Model):
    """A firm manages a compound from one day to another. The mandates of one compound do not overlap."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="mandates")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="mandates")
    from_date = models.DateField(
        null=True, help_text="first day; null when not known, which counts as always"
    )
    until = models.DateField(null=True, help_text="last day; null while it goes on")
    manager = models.CharField(max_length=40, blank=True, help_text="项目经理; empty when not known")

    class Meta:
        constraints = [
            days_in_order("mandate_days_in_order"),
            models.UniqueConstraint(
                fields=["compound"], condition=Q(until__isnull=True), name="mandate_one_open_a_compound"
            ),
            models.UniqueConstraint(
                fields=["compound"], condition=Q(from_date__isnull=True), name="mandate_one_first_a_compound"
            ),
        ]
