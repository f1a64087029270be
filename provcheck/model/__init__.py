"""The words of provcheck as frozen records: no I/O, no clock, standard library only.

Every record is immutable and keyword-only; a step that learns something returns a new record.
The report's JSON form is these records field by field, so a field here is a promise to the
outside (see ``provcheck/report/schema``).
"""

from provcheck.model.case import Acquisition, Case, Statement
from provcheck.model.checking import (
    CheckRun,
    EvidenceRow,
    Finding,
    Measure,
    Outcome,
    Severity,
    Standing,
)
from provcheck.model.conclusion import Conclusion, Flag, FlagName, Status
from provcheck.model.credentials import (
    CredentialAction,
    Credentials,
    CredentialState,
    Ingredient,
    TrustList,
)
from provcheck.model.dates import DateType, Precision, TypedDate
from provcheck.model.files import Asset, Exhibit, ExhibitKind, Region
from provcheck.model.fingerprints import Fingerprint, LocalFeatures
from provcheck.model.grouping import Group, GroupMember, GroupRole, ProposalReason
from provcheck.model.matching import (
    Candidate,
    Match,
    Modification,
    Orientation,
    Placement,
    Relation,
)
from provcheck.model.message import Message, Param, Sentence
from provcheck.model.metadata import AiMark, Metadata, MetadataValue, PlatformTrace, RawValue
from provcheck.model.places import Place, Position, distance_km, wind
from provcheck.model.references import Reference, ReferenceSetInfo, ReferenceSetKind, Source
from provcheck.model.report import (
    Assessment,
    ClockSource,
    Countersignature,
    CustodyEntry,
    HistoryAction,
    HistoryEntry,
    NotChecked,
    Redaction,
    RedactionKind,
    Report,
    Search,
    Tool,
)

__all__ = [
    "Acquisition",
    "AiMark",
    "Assessment",
    "Asset",
    "Candidate",
    "Case",
    "CheckRun",
    "ClockSource",
    "Conclusion",
    "Countersignature",
    "CredentialAction",
    "CredentialState",
    "Credentials",
    "CustodyEntry",
    "DateType",
    "EvidenceRow",
    "Exhibit",
    "ExhibitKind",
    "Finding",
    "Fingerprint",
    "Flag",
    "FlagName",
    "Group",
    "GroupMember",
    "GroupRole",
    "HistoryAction",
    "HistoryEntry",
    "Ingredient",
    "LocalFeatures",
    "Match",
    "Measure",
    "Message",
    "Metadata",
    "MetadataValue",
    "Modification",
    "NotChecked",
    "Orientation",
    "Outcome",
    "Param",
    "Place",
    "Placement",
    "PlatformTrace",
    "Position",
    "Precision",
    "ProposalReason",
    "RawValue",
    "Redaction",
    "RedactionKind",
    "Reference",
    "ReferenceSetInfo",
    "ReferenceSetKind",
    "Region",
    "Relation",
    "Report",
    "Search",
    "Sentence",
    "Severity",
    "Source",
    "Standing",
    "Statement",
    "Status",
    "Tool",
    "TrustList",
    "TypedDate",
    "distance_km",
    "wind",
]
