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
    │   └── NotAnImage · ImageDamaged · ImageTooLarge
    ├── ReferenceSetError     the reference set cannot be used
    │   ├── SetMissing · SetCorrupt · SetTooNew · SetLocked · SetUnsupported
    │   ├── ReferenceMissing · ReferenceAmbiguous
    │   └── IndexExtraMissing
    ├── ReportError
    │   ├── ReportUnreadable · ReportAltered
    ├── StoryError
    │   ├── StoryUnsupported · StoryUnreadable · StoryImageDiffers
    └── OutputError

``code`` is the catalogue key of the sentence in other languages (``error.<code>``); ``params``
fill its placeholders. ``str(error)`` is the English sentence.
"""

from typing import ClassVar


class ProvcheckError(Exception):
    """The root: carries a stable code, the values of its sentence, and the exit code."""

    exit_code: ClassVar[int] = 2
    code: ClassVar[str] = "unexpected"
    sentence: ClassVar[str] = "Something went wrong: {reason}"

    def __init__(self, **params: str | int | float) -> None:
        self.params = params
        super().__init__(self.sentence.format(**params))

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders; keyword arguments need a hand for that."""
        return (_rebuild, (type(self), self.params))


def _rebuild(kind: type[ProvcheckError], params: dict[str, str | int | float]) -> ProvcheckError:
    return kind(**params)


class UsageError(ProvcheckError):
    code = "usage"
    sentence = "{reason}"


class SettingsError(UsageError):
    code = "settings"
    sentence = "Setting {key} in {where} is not usable: {reason}"


class UnknownKey(UsageError):
    code = "unknown-key"
    sentence = "{where}: unknown key '{key}'. The nearest known key is '{nearest}'."


class InvalidValue(UsageError):
    code = "invalid-value"
    sentence = "{where}: '{key}' is not usable: {reason}"


class UnreadableTable(UsageError):
    code = "unreadable-table"
    sentence = "{where} cannot be read: {reason}"


class UnknownCheck(UsageError):
    code = "unknown-check"
    sentence = "There is no check called '{name}'. Known checks: {known}."


class UnknownFormat(UsageError):
    code = "unknown-format"
    sentence = "Do not know how to write '{name}'. The file name must end in one of: {known}."


class UnknownLanguage(UsageError):
    code = "unknown-language"
    sentence = "No messages in language '{name}'. Known languages: {known}."


class DescriptorUnusable(UsageError):
    code = "descriptor-unusable"
    sentence = "Learned descriptor {name} is not usable: {reason}"


class DescriptorExtraMissing(UsageError):
    code = "descriptor-extra-missing"
    sentence = (
        "Learned descriptor {name}: the package onnxruntime, which runs it, is not installed. "
        "Install it with: pip install 'provcheck[onnx]'"
    )


class PdfExtraMissing(UsageError):
    code = "pdf-extra-missing"
    sentence = (
        "{name}: the package typst, which sets PDF reports, is not installed. "
        "Install it with: pip install 'provcheck[pdf]'"
    )


class TrustFolderUnusable(UsageError):
    code = "trust-folder-unusable"
    sentence = "The folder of trusted signers {name} is not usable: {reason}"


class SubjectError(ProvcheckError):
    code = "subject"
    sentence = "{name}: cannot be examined: {reason}"


class FileMissing(SubjectError):
    code = "file-missing"
    sentence = "{name}: there is no such file."


class NotAFile(SubjectError):
    code = "not-a-file"
    sentence = "{name}: is {kind}, not a regular file. To examine a folder, use: provcheck scan"


class NotAFolder(SubjectError):
    code = "not-a-folder"
    sentence = "{name}: is not a folder. To examine one file, use: provcheck check"


class FileUnreadable(SubjectError):
    code = "file-unreadable"
    sentence = "{name}: cannot be read ({reason})."


class FileEmpty(SubjectError):
    code = "file-empty"
    sentence = "{name}: the file is empty (0 bytes). Download it again."


class FileTooLarge(SubjectError):
    code = "file-too-large"
    sentence = "{name}: {size} bytes are more than the limit of {limit}. Raise it with --max-bytes."


class NotAnImage(SubjectError):
    code = "not-an-image"
    sentence = "{name}: not an image in a format provcheck opens ({formats})."


class HeifExtraMissing(SubjectError):
    code = "heif-extra-missing"
    sentence = (
        "{name}: a HEIC picture. The package pi-heif, which opens them, is not installed. "
        "Install it with: pip install 'provcheck[heif]'"
    )


class ImageDamaged(SubjectError):
    code = "image-damaged"
    sentence = "{name}: the image is cut off or damaged ({reason}). Download it again."


class ImageTooLarge(SubjectError):
    code = "image-too-large"
    sentence = (
        "{name}: {pixels} pixels are more than the limit of {limit}. Raise it with --max-pixels."
    )


class ReferenceSetError(ProvcheckError):
    code = "reference-set"
    sentence = "Reference set {name}: {reason}"


class SetMissing(ReferenceSetError):
    code = "set-missing"
    sentence = (
        "Reference set {name}: there is none. Make one with: provcheck refs add FILES --refs {name}"
    )


class SetCorrupt(ReferenceSetError):
    code = "set-corrupt"
    sentence = (
        "Reference set {name} is damaged or not a provcheck set ({reason}). Restore it from a copy."
    )


class SetTooNew(ReferenceSetError):
    code = "set-too-new"
    sentence = (
        "Reference set {name} was written by a newer provcheck (schema {found}, this one "
        "knows {known}). Update provcheck."
    )


class SetLocked(ReferenceSetError):
    code = "set-locked"
    sentence = (
        "Reference set {name} is being written by another process. Try again when it has finished."
    )


class SetUnsupported(ReferenceSetError):
    code = "set-unsupported"
    sentence = "Reference set {name}: {reason} Use a folder of images or a .db file."


class IndexExtraMissing(ReferenceSetError):
    code = "index-extra-missing"
    sentence = (
        "{name}: an index needs the package faiss-cpu, which is not installed. Without it every "
        "search looks at all references. Install it with: pip install 'provcheck[fast]'"
    )


class ReferenceMissing(ReferenceSetError):
    code = "reference-missing"
    sentence = "Reference set {name} holds no reference '{id}'. List them with: provcheck refs list"


class ReferenceAmbiguous(ReferenceSetError):
    code = "reference-ambiguous"
    sentence = (
        "Reference set {name} holds {count} references that begin with '{id}'. Give more "
        "characters."
    )


class ReportError(ProvcheckError):
    code = "report"
    sentence = "{name}: {reason}"


class ReportUnreadable(ReportError):
    code = "report-unreadable"
    sentence = "{name}: not a provcheck report ({reason})."


class ReportAltered(ReportError):
    code = "report-altered"
    sentence = (
        "{name}: the report was changed after it was written (its id does not fit its content)."
    )


class StoryError(ProvcheckError):
    code = "story"
    sentence = "{name}: {reason}"


class StoryUnsupported(StoryError):
    code = "story-unsupported"
    sentence = "{name}: do not know this kind of story. Known endings: {known}."


class StoryUnreadable(StoryError):
    code = "story-unreadable"
    sentence = "{name}: the story cannot be read ({reason})."


class StoryImageDiffers(StoryError):
    code = "story-image-differs"
    sentence = "{name}: {reason}"


class OutputError(ProvcheckError):
    code = "output"
    sentence = "{name}: cannot be written ({reason})."
