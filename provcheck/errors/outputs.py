"""A report, a story, a signature or an output cannot be read or written."""

from provcheck.errors.base import ProvcheckError


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


class AssessmentMissing(ReportError):
    code = "assessment-missing"
    sentence = (
        "The report on {name} has no assessment yet. Rate it first: provcheck assess REPORT.json "
        "--rating ... --scale ... --by ... --reason ..."
    )


class SamePerson(ReportError):
    code = "same-person"
    sentence = "{name} has signed this assessment already. A second person must countersign."


class StoryError(ProvcheckError):
    code = "story"
    sentence = "{name}: {reason}"


class StoryUnsupported(StoryError):
    code = "story-unsupported"
    sentence = "{name}: do not know this kind of story. Known endings: {known}."


class StoryNotNinjs(StoryUnsupported):
    code = "story-not-ninjs"
    sentence = (
        "{name}: JSON, but no IPTC ninjs item of version 2 or 3. Other JSON is left as it is; "
        "a ninjs item has a uri and names its version in standard."
    )


class StoryNotNewsml(StoryUnsupported):
    code = "story-not-newsml"
    sentence = "{name}: XML, but no NewsML-G2 item with an itemMeta. Other XML is left as it is."


class StoryUnreadable(StoryError):
    code = "story-unreadable"
    sentence = "{name}: the story cannot be read ({reason})."


class StoryImageDiffers(StoryError):
    code = "story-image-differs"
    sentence = "{name}: {reason}"


class StoryReportOlder(StoryError):
    code = "story-report-older"
    sentence = (
        "{name}: the report {attached}, which is attached, is newer than {report}. Nothing was "
        "changed. To put the older one in its place, add --replace."
    )


class StoryRatingLost(StoryError):
    code = "story-rating-lost"
    sentence = (
        "{name}: the report {attached}, which is attached, has a rating by {rater}, and {report} "
        "has none. Nothing was changed. Rate it too (provcheck assess), or add --replace."
    )


class StoryNotAttached(StoryError):
    code = "story-not-attached"
    sentence = "{name}: no report '{report}' is attached to it. Attached are: {attached}."


class SigningError(ProvcheckError):
    code = "signing"
    sentence = "{name}: {reason}"


class SignExtraMissing(SigningError):
    code = "sign-extra-missing"
    sentence = (
        "Keys, signatures and time stamps need the packages cryptography and rfc3161-client, which "
        "are not installed. Install them with: pip install 'provcheck[sign]'"
    )


class NothingToVerify(SigningError):
    code = "nothing-to-verify"
    sentence = (
        "{name}: nothing to check. It is no .json report, and beside it lies neither a signature "
        "({name}.sig) nor a time stamp ({name}.tsr)."
    )


class KeyUnusable(SigningError):
    code = "key-unusable"
    sentence = "Key {name} is not usable: {reason}. Make one with: provcheck keys new"


class KeyThere(SigningError):
    code = "key-there"
    sentence = "{name} is there already and is never written over. Choose another --name."


class RootsUnusable(SigningError):
    code = "roots-unusable"
    sentence = "The folder of root certificates {name} is not usable: {reason}"


class SignatureUnreadable(SigningError):
    code = "signature-unreadable"
    sentence = "{name}: not a signature of provcheck ({reason})."


class StampUnreadable(SigningError):
    code = "stamp-unreadable"
    sentence = "{name}: not an answer of a time stamp authority ({reason})."


class BundleError(ProvcheckError):
    code = "bundle"
    sentence = "{name}: {reason}"


class BundleUnreadable(BundleError):
    code = "bundle-unreadable"
    sentence = "{name}: not an evidence package of provcheck ({reason})."


class BundleImageDiffers(BundleError):
    code = "bundle-image-differs"
    sentence = "{name} is not the file that was examined; its bytes differ. Nothing was packed."


class OutputError(ProvcheckError):
    code = "output"
    sentence = "{name}: cannot be written ({reason})."


class OutputThere(OutputError):
    code = "output-there"
    sentence = "{name} is there already and is never written over. Choose another name with -o."


class OutputIsInput(OutputError):
    code = "output-is-input"
    sentence = (
        "{name} is a file that this call reads and is never written over. Choose another name."
    )
