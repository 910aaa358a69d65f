"""Tables of who acts and who leads: officers, partners, responsibility."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.records.registry.models.areas import NAME_LENGTH, District, Neighbourhood, Subdistrict, Unit
from huiyin.records.registry.models.compounds import Compound
from huiyin.records.registry.models.spans import days_in_order

OFFICER_LENGTH = 40


class Officer(models.Model):
    """An enforcement officer with the certificate that papers name (执法人员及证号)."""

    name = models.CharField(max_length=OFFICER_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="officers")
    certificate = models.CharField(max_length=OFFICER_LENGTH, unique=True, help_text="执法证号")
    valid_from = models.DateField(null=True, help_text="first day of the certificate; null when not known")
    valid_until = models.DateField(null=True, help_text="last day of the certificate; null when not known")

    class Meta:
        constraints = [days_in_order("officer_days_in_order", "valid_from", "valid_until")]


class Assisting(models.TextChoices):
    """Kinds of body that assist; the values are the ids of ``knowledge/law/book/kinds.toml``."""

    HOUSING = "housing", "房管部门"
    PLANNING = "planning", "规划资源部门"
    POLICE = "police", "派出所"
    COMMITTEE = "neighbourhood-committee", "居（村）委会"
    FIRM = "property-firm", "物业服务企业"
    OPERATIONS = "city-operation-centre", "城运中心"
    GREENING = "greening-sanitation", "绿化市容部门"
    FIRE = "fire", "消防救援机构"


class Partner(models.Model):
    """A body outside the enforcement service that works with it in an area (协同单位)."""

    kind = models.CharField(max_length=24, choices=[c for c in Assisting.choices if c[0] != Assisting.FIRM])
    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="partners")
    subdistrict = models.ForeignKey(Subdistrict, null=True, on_delete=models.PROTECT, related_name="partners")
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, on_delete=models.PROTECT, related_name="partners"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(subdistrict__isnull=True, neighbourhood__isnull=True)
                | Q(district__isnull=True, neighbourhood__isnull=True)
                | Q(district__isnull=True, subdistrict__isnull=True),
                name="partner_one_area",
            )
        ]


PLACES = ("district", "subdistrict", "neighbourhood", "compound")


def _reaches(area: str) -> Q:
    """The row is of this area, and names its place and no other."""
    return Q(area=area, **{f"{place}__isnull": place != area for place in PLACES})


def _one_open(area: str) -> models.UniqueConstraint:
    """Of one violation in one place of this area only one row goes on without an end."""
    places = [place for place in PLACES if place == area]
    return models.UniqueConstraint(
        fields=["violation", *places],
        condition=Q(area=area, until__isnull=True),
        name=f"responsibility_open_{area[:9]}",
    )


class Responsibility(models.Model):
    """Who leads for a violation in an area. Rows with the same violation and area do not overlap in time."""

    class Area(models.TextChoices):
        """How far the row reaches; of several that fit, the narrowest counts."""

        CITY = "city", "全市"
        DISTRICT = "district", "区"
        SUBDISTRICT = "subdistrict", "街镇"
        NEIGHBOURHOOD = "neighbourhood", "居（村）委"
        COMPOUND = "compound", "小区"

    violation = models.CharField(
        max_length=32, blank=True, help_text="id in the statute book; empty means any"
    )
    area = models.CharField(max_length=13, choices=Area)
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="+")
    subdistrict = models.ForeignKey(Subdistrict, null=True, on_delete=models.PROTECT, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, null=True, on_delete=models.PROTECT, related_name="+")
    compound = models.ForeignKey(
        Compound, null=True, on_delete=models.PROTECT, related_name="responsibilities"
    )
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="led")
    from_date = models.DateField(null=True, help_text="first day; null counts as always")
    until = models.DateField(null=True, help_text="last day; null while it goes on")

    class Meta:
        constraints = [
            days_in_order("responsibility_days_in_order"),
            models.CheckConstraint(
                condition=_reaches("city")
                | _reaches("district")
                | _reaches("subdistrict")
                | _reaches("neighbourhood")
                | _reaches("compound"),
                name="responsibility_one_area",
            ),
            _one_open("city"),
            _one_open("district"),
            _one_open("subdistrict"),
            _one_open("neighbourhood"),
            _one_open("compound"),
        ]


class ResponsibilityAssist(models.Model):
    """A kind of body, or one unit, that assists under a row of responsibility."""

    responsibility = models.ForeignKey(Responsibility, on_delete=models.CASCADE, related_name="assists")
    kind = models.CharField(max_length=24, choices=Assisting, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="", unit__isnull=False) | ~Q(kind="") & Q(unit__isnull=True),
                name="assist_kind_or_unit",
            ),
            models.UniqueConstraint(
                fields=["responsibility", "kind"], condition=~Q(kind=""), name="assist_once_a_kind"
            ),
            models.UniqueConstraint(
                fields=["responsibility", "unit"], condition=Q(unit__isnull=False), name="assist_once_a_unit"
            ),
        ]
