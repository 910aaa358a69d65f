"""Tables of the city's areas and of the units that enforce in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

NAME_LENGTH = 100


class District(models.Model):
    """One of the 16 districts (区)."""

    code = models.CharField(max_length=6, unique=True, help_text="GB/T 2260 code, such as 310106")
    name = models.CharField(max_length=NAME_LENGTH, unique=True)


class Subdistrict(models.Model):
    """A subdistrict, town or township (街道、镇、乡), or a zone that stands beside them (工业区、农场 …)."""

    code = models.CharField(max_length=9, unique=True, help_text="the district's code and three digits")
    name = models.CharField(max_length=NAME_LENGTH)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="subdistricts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="subdistrict_one_name")]


class Neighbourhood(models.Model):
    """The area of a residents' or villagers' committee (居委、村委)."""

    code = models.CharField(max_length=12, unique=True, help_text="the subdistrict's code and three digits")
    name = models.CharField(max_length=NAME_LENGTH)
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="neighbourhoods")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="neighbourhood_one_name")]


class Unit(models.Model):
    """An enforcement unit (执法单位)."""

    class Kind(models.TextChoices):
        """What sort of unit it is; it says how its area is found."""

        CITY = "city", "市局"
        DISTRICT = "district", "区城管执法局"
        BRIGADE = "brigade", "市局直属队伍"
        TEAM = "team", "街镇综合行政执法队"

    code = models.CharField(
        max_length=40, unique=True, help_text="stable name in files, such as 'jingan' or 'lingang'"
    )
    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    short_name = models.CharField(max_length=40, help_text="as tables and figures show it")
    kind = models.CharField(max_length=8, choices=Kind)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="units")
    subdistrict = models.ForeignKey(Subdistrict, null=True, on_delete=models.PROTECT, related_name="units")
    everywhere = models.BooleanField(
        default=False, help_text="its area is the whole city: the bureau and its enforcement corps"
    )
    addressed = models.BooleanField(
        default=False, help_text="one of the 20 units that the notice is addressed to"
    )
    rank = models.PositiveIntegerField(
        unique=True, help_text="order in lists: the notice's own, then the teams"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="city", district__isnull=True, subdistrict__isnull=True, everywhere=True)
                | Q(kind="brigade", district__isnull=True, subdistrict__isnull=True)
                | Q(kind="district", district__isnull=False, subdistrict__isnull=True, everywhere=False)
                | Q(kind="team", district__isnull=False, subdistrict__isnull=False, everywhere=False),
                name="unit_area_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="city", parent__isnull=True) | ~Q(kind="city") & Q(parent__isnull=False),
                name="unit_parent_below_city",
            ),
            models.UniqueConstraint(
                fields=["district"], condition=Q(kind="district"), name="unit_one_a_district"
            ),
            models.UniqueConstraint(
                fields=["subdistrict"], condition=Q(kind="team"), name="unit_one_a_subdistrict"
            ),
        ]
