"""Every way provcheck can refuse, as one tree: a name, a sentence and an exit code each.

::

    ProvcheckError
    ├── UsageError            the call or a file the user wrote is off
    │   ├── EmptyArgument · UnknownCommand
    │   ├── TakesOneImage · ExpertNeedsOutput · ResumeNeedsLines · DepthsExclude
    │   ├── CountersignAlone · RatingIncomplete · UnknownScale · UnknownRating · SearchIncomplete
    │   ├── AttachTakesTwo · AttachTakesOne · FormsExclude
    │   ├── PackageIncomplete · RedactedHoldsNoImage
    │   ├── PassphraseEmpty · PassphraseUnusable
    │   ├── UnknownKey · InvalidValue · OptionUnusable · UnreadableTable
    │   ├── UnknownCheck · UnknownFormat · UnknownLanguage
    │   ├── DescriptorUnusable · DescriptorExtraMissing
    │   ├── ClusterUnusable · ClusterDiffers · StoreUnusable
    │   ├── DaskExtraMissing · StoreExtraMissing · ParquetExtraMissing
    │   └── PdfExtraMissing · WatchExtraMissing
    ├── SubjectError          this file cannot be examined
    │   ├── FileMissing · NotAFile · NotAFolder · FileUnreadable · FileEmpty · FileTooLarge
    │   └── NotAnImage · ImageIsReport · ImageDamaged · ImageTooLarge · ExaminationDied
    ├── ReferenceSetError     the reference set cannot be used
    │   ├── SetMissing           SharedSetMissing
    │   ├── SetCorrupt · SetTooNew · SetLocked · SetForbidden · SetUnsupported
    │   ├── ServerUnreachable · AddressUnusable · PostgresExtraMissing · SetUnreachable
    │   ├── ReferenceMissing · ReferenceAmbiguous · ReferenceIdTaken
    │   ├── PackUnreadable · PackTooNew
    │   └── IndexExtraMissing · FeedUnreadable
    ├── ReportError
    │   ├── ReportUnreadable     ReportIsPicture · OtherFormForReport · StoryBeforeReport
    │   ├── ReportAltered
    │   └── AssessmentMissing · SamePerson
    ├── StoryError
    │   ├── StoryUnsupported     StoryNotNinjs · StoryNotNewsml · ImageForStory · ReportForStory
    │   ├── StoryUnreadable · StoryImageDiffers · StoryNotAttached
    │   └── StoryReportOlder · StoryRatingLost
    ├── SigningError          a key, a signature or a time stamp cannot be used
    │   ├── SignExtraMissing · NothingToVerify
    │   ├── KeyUnusable          PublicKeyUnusable · KeyIsPrivate
    │   ├── KeyThere · RootsUnusable
    │   └── SignatureUnreadable · StampUnreadable
    ├── BundleError           an evidence package
    │   ├── BundleUnreadable · BundleImageDiffers
    │   └── BundleBesideStale · BundleNotZip
    └── OutputError           an output cannot be written
        ├── OutputThere · OutputForeign · OutputVouched · OutputHoldsWork · OutputDiffers
        └── OutputIsInput · OutputIsPicture · OutputTwice

``code`` is the catalogue key of the sentence in other languages (``error.<code>``); ``params``
fill its placeholders. ``str(error)`` is the English sentence.
"""

from provcheck.errors.base import ProvcheckError
from provcheck.errors.inputs import (
    AddressUnusable,
    ExaminationDied,
    FeedUnreadable,
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    HeifExtraMissing,
    ImageDamaged,
    ImageIsReport,
    ImageTooLarge,
    IndexExtraMissing,
    NotAFile,
    NotAFolder,
    NotAnImage,
    PackTooNew,
    PackUnreadable,
    PostgresExtraMissing,
    ReferenceAmbiguous,
    ReferenceIdTaken,
    ReferenceMissing,
    ReferenceSetError,
    ServerUnreachable,
    SetCorrupt,
    SetForbidden,
    SetLocked,
    SetMissing,
    SetTooNew,
    SetUnreachable,
    SetUnsupported,
    SharedSetMissing,
    SubjectError,
)
from provcheck.errors.outputs import (
    AssessmentMissing,
    BundleBesideStale,
    BundleError,
    BundleImageDiffers,
    BundleNotZip,
    BundleUnreadable,
    ImageForStory,
    KeyIsPrivate,
    KeyThere,
    KeyUnusable,
    NothingToVerify,
    OtherFormForReport,
    OutputDiffers,
    OutputError,
    OutputForeign,
    OutputHoldsWork,
    OutputIsInput,
    OutputIsPicture,
    OutputThere,
    OutputTwice,
    OutputVouched,
    PublicKeyUnusable,
    ReportAltered,
    ReportError,
    ReportForStory,
    ReportIsPicture,
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
    AttachTakesOne,
    AttachTakesTwo,
    ClusterDiffers,
    ClusterUnusable,
    CountersignAlone,
    DaskExtraMissing,
    DepthsExclude,
    DescriptorExtraMissing,
    DescriptorUnusable,
    EmptyArgument,
    ExpertNeedsOutput,
    FormsExclude,
    InvalidValue,
    OptionUnusable,
    PackageIncomplete,
    ParquetExtraMissing,
    PassphraseEmpty,
    PassphraseUnusable,
    PdfExtraMissing,
    RatingIncomplete,
    RedactedHoldsNoImage,
    ResumeNeedsLines,
    SearchIncomplete,
    StoreExtraMissing,
    StoreUnusable,
    TakesOneImage,
    TrustFolderUnusable,
    UnknownCheck,
    UnknownCommand,
    UnknownFormat,
    UnknownKey,
    UnknownLanguage,
    UnknownRating,
    UnknownScale,
    UnreadableTable,
    UsageError,
    WatchExtraMissing,
)

__all__ = [
    "AddressUnusable",
    "AssessmentMissing",
    "AttachTakesOne",
    "AttachTakesTwo",
    "BundleBesideStale",
    "BundleError",
    "BundleImageDiffers",
    "BundleNotZip",
    "BundleUnreadable",
    "ClusterDiffers",
    "ClusterUnusable",
    "CountersignAlone",
    "DaskExtraMissing",
    "DepthsExclude",
    "DescriptorExtraMissing",
    "DescriptorUnusable",
    "EmptyArgument",
    "ExaminationDied",
    "ExpertNeedsOutput",
    "FeedUnreadable",
    "FileEmpty",
    "FileMissing",
    "FileTooLarge",
    "FileUnreadable",
    "FormsExclude",
    "HeifExtraMissing",
    "ImageDamaged",
    "ImageForStory",
    "ImageIsReport",
    "ImageTooLarge",
    "IndexExtraMissing",
    "InvalidValue",
    "KeyIsPrivate",
    "KeyThere",
    "KeyUnusable",
    "NotAFile",
    "NotAFolder",
    "NotAnImage",
    "NothingToVerify",
    "OptionUnusable",
    "OtherFormForReport",
    "OutputDiffers",
    "OutputError",
    "OutputForeign",
    "OutputHoldsWork",
    "OutputIsInput",
    "OutputIsPicture",
    "OutputThere",
    "OutputTwice",
    "OutputVouched",
    "PackTooNew",
    "PackUnreadable",
    "PackageIncomplete",
    "ParquetExtraMissing",
    "PassphraseEmpty",
    "PassphraseUnusable",
    "PdfExtraMissing",
    "PostgresExtraMissing",
    "ProvcheckError",
    "PublicKeyUnusable",
    "RatingIncomplete",
    "RedactedHoldsNoImage",
    "ReferenceAmbiguous",
    "ReferenceIdTaken",
    "ReferenceMissing",
    "ReferenceSetError",
    "ReportAltered",
    "ReportError",
    "ReportForStory",
    "ReportIsPicture",
    "ReportUnreadable",
    "ResumeNeedsLines",
    "RootsUnusable",
    "SamePerson",
    "SearchIncomplete",
    "ServerUnreachable",
    "SetCorrupt",
    "SetForbidden",
    "SetLocked",
    "SetMissing",
    "SetTooNew",
    "SetUnreachable",
    "SetUnsupported",
    "SharedSetMissing",
    "SignExtraMissing",
    "SignatureUnreadable",
    "SigningError",
    "StampUnreadable",
    "StoreExtraMissing",
    "StoreUnusable",
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
    "TakesOneImage",
    "TrustFolderUnusable",
    "UnknownCheck",
    "UnknownCommand",
    "UnknownFormat",
    "UnknownKey",
    "UnknownLanguage",
    "UnknownRating",
    "UnknownScale",
    "UnreadableTable",
    "UsageError",
    "WatchExtraMissing",
]
