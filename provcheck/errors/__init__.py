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
    │   └── IndexExtraMissing · FeedUnreadable
    ├── ReportError
    │   ├── ReportUnreadable     ImageForReport · OtherFormForReport · StoryBeforeReport
    │   ├── ReportAltered
    │   └── AssessmentMissing · SamePerson
    ├── StoryError
    │   ├── StoryUnsupported     StoryNotNinjs · StoryNotNewsml · ImageForStory · ReportForStory
    │   ├── StoryUnreadable · StoryImageDiffers · StoryNotAttached
    │   └── StoryReportOlder · StoryRatingLost
    ├── SigningError          a key, a signature or a time stamp cannot be used
    │   ├── SignExtraMissing · NothingToVerify
    │   ├── KeyUnusable · KeyThere · RootsUnusable
    │   └── SignatureUnreadable · StampUnreadable
    ├── BundleError           an evidence package
    │   ├── BundleUnreadable · BundleImageDiffers
    │   └── BundleBesideStale · BundleNotZip
    └── OutputError           OutputThere · OutputDiffers · OutputIsInput

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
    BundleBesideStale,
    BundleError,
    BundleImageDiffers,
    BundleNotZip,
    BundleUnreadable,
    ImageForReport,
    ImageForStory,
    KeyThere,
    KeyUnusable,
    NothingToVerify,
    OtherFormForReport,
    OutputDiffers,
    OutputError,
    OutputIsInput,
    OutputThere,
    ReportAltered,
    ReportError,
    ReportForStory,
    ReportUnreadable,
    RootsUnusable,
    SamePerson,
    SignatureUnreadable,
    SignExtraMissing,
    SigningError,
    StampUnreadable,
    StoryBeforeReport,
    StoryError,
    StoryImageDiffers,
    StoryNotAttached,
    StoryNotNewsml,
    StoryNotNinjs,
    StoryRatingLost,
    StoryReportOlder,
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
    "BundleBesideStale",
    "BundleError",
    "BundleImageDiffers",
    "BundleNotZip",
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
    "ImageForReport",
    "ImageForStory",
    "ImageTooLarge",
    "IndexExtraMissing",
    "InvalidValue",
    "KeyThere",
    "KeyUnusable",
    "NotAFile",
    "NotAFolder",
    "NotAnImage",
    "NothingToVerify",
    "OtherFormForReport",
    "OutputDiffers",
    "OutputError",
    "OutputIsInput",
    "OutputThere",
    "PdfExtraMissing",
    "ProvcheckError",
    "ReferenceAmbiguous",
    "ReferenceMissing",
    "ReferenceSetError",
    "ReportAltered",
    "ReportError",
    "ReportForStory",
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
    "StoryBeforeReport",
    "StoryError",
    "StoryImageDiffers",
    "StoryNotAttached",
    "StoryNotNewsml",
    "StoryNotNinjs",
    "StoryRatingLost",
    "StoryReportOlder",
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
