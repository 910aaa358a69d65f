"""Tables of the registry: where things are, who is in charge of what there, and who acts."""

from huiyin.records.registry.models.areas import District, Neighbourhood, Subdistrict, Unit
from huiyin.records.registry.models.compounds import (
    Building,
    Compound,
    CompoundAlias,
    CompoundScope,
    Dwelling,
    Firm,
    Mandate,
)
from huiyin.records.registry.models.duties import (
    Assisting,
    Officer,
    Partner,
    Responsibility,
    ResponsibilityAssist,
)

__all__ = [
    "Assisting",
    "Building",
    "Compound",
    "CompoundAlias",
    "CompoundScope",
    "District",
    "Dwelling",
    "Firm",
    "Mandate",
    "Neighbourhood",
    "Officer",
    "Partner",
    "Responsibility",
    "ResponsibilityAssist",
    "Subdistrict",
    "Unit",
]
