"""Who signs in, and what programs may call: accounts, saved filters, clients of the programming interface."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from huiyin.records.accounts.roles import Right, rights_of
from huiyin.records.registry.models import Firm, Neighbourhood, Officer, Partner, Unit

SEATS = ("unit", "neighbourhood", "firm", "partner")


def _only(seat: str) -> Q:
    return Q(**{f"{name}__isnull": name != seat for name in SEATS})


class Accounts(BaseUserManager["Account"]):
    """The accounts; opened by the action alone."""


class Account(AbstractBaseUser):
    """A person who signs in. Of what they belong to (unit, committee, firm, partner) there is exactly one.

    Accounts are never deleted: entries of the ledger name them.
    """

    username = models.CharField(max_length=64, unique=True, help_text="as the ledger names who acted")
    name = models.CharField(max_length=40, help_text="姓名")
    roles = models.CharField(max_length=200, help_text="codes of its roles, in order, apart by a space")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="accounts")
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, on_delete=models.PROTECT, related_name="accounts"
    )
    firm = models.ForeignKey(Firm, null=True, on_delete=models.PROTECT, related_name="accounts")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="accounts")
    officer = models.OneToOneField(
        Officer, null=True, on_delete=models.PROTECT, related_name="account", help_text="with certificate"
    )
    must_change = models.BooleanField(
        default=False, help_text="the password was given by somebody else and is changed at the next sign-in"
    )
    made_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, help_text="since when nobody signs in with it")

    USERNAME_FIELD = "username"
    objects = Accounts()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_only("unit") | _only("neighbourhood") | _only("firm") | _only("partner"),
                name="account_one_seat",
            ),
            models.CheckConstraint(condition=~Q(roles=""), name="account_has_a_role"),
        ]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether it may sign in; Django's backends and sessions ask this at each request."""
        return self.disabled_at is None

    @cached_property
    def rights(self) -> frozenset[Right]:
        """What it may do, where its area reaches."""
        return rights_of(self.roles.split())

    def may(self, right: str) -> bool:
        """Whether it has the right."""
        return right in self.rights

    def get_full_name(self) -> str:
        """The person's name."""
        return self.name


class SavedFilter(models.Model):
    """A filter of a list that somebody keeps under a name."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="filters")
    page = models.CharField(max_length=32, help_text="name of the list's address, such as 'problems'")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, help_text="the address's query string")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "page", "name"], name="filter_one_name")]


class Client(models.Model):
    """A program that calls the programming interface, with the area of a unit and some rights. Never deleted."""

    name = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="clients")
    rights = models.CharField(max_length=200, help_text="in order, apart by a space")
    digest = models.BinaryField(
        max_length=32, unique=True, help_text="SHA-256 of its token, which is kept nowhere"
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(rights=""), name="client_has_a_right")]

    def may(self, right: str) -> bool:
        """Whether it has the right."""
        return right in self.rights.split()
