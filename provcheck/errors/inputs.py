"""An image or a reference set cannot be used."""

from provcheck.errors.base import ProvcheckError


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


class ImageIsReport(NotAnImage):
    code = "image-is-report"
    sentence = "{name}: a report of provcheck, not a picture. Show it with: provcheck report {name}"


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


class ExaminationDied(SubjectError):
    code = "examination-died"
    sentence = (
        "{name}: the process that examined it ended by force (a crash, or no memory left). The "
        "other files were examined all the same."
    )


class ReferenceSetError(ProvcheckError):
    code = "reference-set"
    sentence = "Reference set {name}: {reason}"


class SetMissing(ReferenceSetError):
    code = "set-missing"
    sentence = (
        "Reference set {name}: there is none. Make one with: provcheck refs add FILES --refs {name}"
    )


class SharedSetMissing(SetMissing):
    code = "shared-set-missing"
    sentence = (
        "Database {name}: holds no reference set that this login may use. Its owner makes one "
        "with: provcheck refs init postgresql://HOST/DATABASE --contributor ROLE --reader ROLE"
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


class SetForbidden(ReferenceSetError):
    code = "set-forbidden"
    sentence = (
        "Reference set {name}: this login may not do that ({reason}). Ask the owner of the "
        "database for the right: provcheck refs init postgresql://HOST/DATABASE --contributor ROLE"
    )


class ServerUnreachable(ReferenceSetError):
    code = "server-unreachable"
    sentence = (
        "Reference set {name}: no connection to the database server ({reason}). Look at address, "
        "login and network, then try again."
    )


class AddressUnusable(ReferenceSetError):
    code = "address-unusable"
    sentence = (
        "{name}: not an address of a database. Expected is postgresql://USER@HOST:5432/DATABASE; "
        "in names and passwords, @ : / ? # % are written %40 %3A %2F %3F %23 %25."
    )


class PostgresExtraMissing(ReferenceSetError):
    code = "postgres-extra-missing"
    sentence = (
        "Reference set {name}: on a database server. The package psycopg, which speaks to it, is "
        "not installed. Install it with: pip install 'provcheck[postgres]'"
    )


class SetUnsupported(ReferenceSetError):
    code = "set-unsupported"
    sentence = (
        "Reference set {name}: {reason} Use a folder of images, a .db file or a postgresql:// "
        "address."
    )


class SetUnreachable(ReferenceSetError):
    code = "set-unreachable"
    sentence = (
        "The worker {worker} cannot use the reference set: {reason} Name it by a path or "
        "an address that is the same on every machine."
    )


class IndexExtraMissing(ReferenceSetError):
    code = "index-extra-missing"
    sentence = (
        "{name}: an index needs the package faiss-cpu, which is not installed. Without it every "
        "search looks at all references. Install it with: pip install 'provcheck[fast]'"
    )


class FeedUnreadable(ReferenceSetError):
    code = "feed-unreadable"
    sentence = "Feed {name}: cannot be read ({reason})."


class PackUnreadable(ReferenceSetError):
    code = "pack-unreadable"
    sentence = "Pack {name}: cannot be used ({reason}). Nothing was taken from it."


class PackTooNew(ReferenceSetError):
    code = "pack-too-new"
    sentence = (
        "Pack {name} was written by a newer provcheck (format {found}, this one knows {known}). "
        "Update provcheck."
    )


class ReferenceMissing(ReferenceSetError):
    code = "reference-missing"
    sentence = "Reference set {name} holds no reference '{id}'. List them with: provcheck refs list"


class ReferenceIdTaken(ReferenceSetError):
    code = "reference-id-taken"
    sentence = (
        "Reference set {name}: the id {id} belongs to another file, whose SHA-256 begins alike. "
        "That is no accident; look at it with: provcheck refs show {id}"
    )


class ReferenceAmbiguous(ReferenceSetError):
    code = "reference-ambiguous"
    sentence = (
        "Reference set {name} holds {count} references that begin with '{id}'. Give more "
        "characters."
    )
