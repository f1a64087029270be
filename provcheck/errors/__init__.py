"""Every way provcheck can refuse, as one tree: a name, a sentence and an exit code each.

::

    ProvcheckError
    ├── UsageError            the call or a file the user wrote is off
    │   ├── SettingsError
    │   ├── UnknownKey · InvalidValue · UnreadableTable
    │   ├── UnknownCheck · UnknownFormat · UnknownLanguage
    │   ├── DescriptorUnusable · DescriptorExtraMissing
    │   └── PdfExtraMissing
    ├── SubjectError          this file cannot be examined
    │   ├── FileMissing · NotAFile · NotAFolder · FileUnreadable · FileEmpty · FileTooLarge
    │   └── NotAnImage · ImageDamaged · ImageTooLarge · ExaminationDied
    ├── ReferenceSetError     the reference set cannot be used
    │   ├── SetMissing · SetCorrupt · SetTooNew · SetLocked · SetUnsupported
    │   ├── ReferenceMissing · ReferenceAmbiguous
    │   ├── PackUnreadable · PackTooNew
    │   └── IndexExtraMissing · FeedUnreadable
    ├── ReportError
    │   ├── ReportUnreadable · ReportAltered
    │   └── AssessmentMissing · SamePerson
    ├── StoryError
    │   ├── StoryUnsupported     StoryNotNinjs · StoryNotNewsml
    │   └── StoryUnreadable · StoryImageDiffers · StoryNotAttached
    ├── SigningError          a key, a signature or a time stamp cannot be used
    │   ├── SignExtraMissing · NothingToVerify
    │   ├── KeyUnusable · KeyThere · RootsUnusable
    │   └── SignatureUnreadable · StampUnreadable
    ├── BundleError           an evidence package
    │   └── BundleUnreadable · BundleImageDiffers
    └── OutputError           OutputThere · OutputIsInput

``code`` is the catalogue key of the sentence in other languages (``error.<code>``); ``params``
fill its placeholders. ``str(error)`` is the English sentence.
"""

from provcheck.errors.base import ProvcheckError
from provcheck.errors.inputs import (
    ExaminationDied,
    FeedUnreadable,
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    HeifExtraMissing,
    ImageDamaged,
    ImageTooLarge,
    IndexExtraMissing,
    NotAFile,
    NotAFolder,
    NotAnImage,
    PackTooNew,
    PackUnreadable,
    ReferenceAmbiguous,
    ReferenceMissing,
    ReferenceSetError,
    SetCorrupt,
    SetLocked,
    SetMissing,
    SetTooNew,
    SetUnsupported,
    SubjectError,
)
from provcheck.errors.outputs import (
    AssessmentMissing,
    BundleError,
    BundleImageDiffers,
    BundleUnreadable,
    KeyThere,
    KeyUnusable,
    NothingToVerify,
    OutputError,
    OutputIsInput,
    OutputThere,
    ReportAltered,
    ReportError,
    ReportUnreadable,
    RootsUnusable,
    SamePerson,
    SignatureUnreadable,
    SignExtraMissing,
    SigningError,
    StampUnreadable,
    StoryError,
    StoryImageDiffers,
    StoryNotAttached,
    StoryNotNewsml,
    StoryNotNinjs,
    StoryUnreadable,
    StoryUnsupported,
)
from provcheck.errors.usage import (
    DescriptorExtraMissing,
    DescriptorUnusable,
    InvalidValue,
    PdfExtraMissing,
    SettingsError,
    TrustFolderUnusable,
    UnknownCheck,
    UnknownFormat,
    UnknownKey,
    UnknownLanguage,
    UnreadableTable,
    UsageError,
)

__all__ = [
    "AssessmentMissing",
    "BundleError",
    "BundleImageDiffers",
    "BundleUnreadable",
    "DescriptorExtraMissing",
    "DescriptorUnusable",
    "ExaminationDied",
    "FeedUnreadable",
    "FileEmpty",
    "FileMissing",
    "FileTooLarge",
    "FileUnreadable",
    "HeifExtraMissing",
    "ImageDamaged",
    "ImageTooLarge",
    "IndexExtraMissing",
    "InvalidValue",
    "KeyThere",
    "KeyUnusable",
    "NotAFile",
    "NotAFolder",
    "NotAnImage",
    "NothingToVerify",
    "OutputError",
    "OutputIsInput",
    "OutputThere",
    "PackTooNew",
    "PackUnreadable",
    "PdfExtraMissing",
    "ProvcheckError",
    "ReferenceAmbiguous",
    "ReferenceMissing",
    "ReferenceSetError",
    "ReportAltered",
    "ReportError",
    "ReportUnreadable",
    "RootsUnusable",
    "SamePerson",
    "SetCorrupt",
    "SetLocked",
    "SetMissing",
    "SetTooNew",
    "SetUnsupported",
    "SettingsError",
    "SignExtraMissing",
    "SignatureUnreadable",
    "SigningError",
    "StampUnreadable",
    "StoryError",
    "StoryImageDiffers",
    "StoryNotAttached",
    "StoryNotNewsml",
    "StoryNotNinjs",
    "StoryUnreadable",
    "StoryUnsupported",
    "SubjectError",
    "TrustFolderUnusable",
    "UnknownCheck",
    "UnknownFormat",
    "UnknownKey",
    "UnknownLanguage",
    "UnreadableTable",
    "UsageError",
]
