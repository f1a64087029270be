"""A report, a story, a signature or an output cannot be read or written."""

from provcheck.errors.base import ProvcheckError


class ReportError(ProvcheckError):
    code = "report"
    sentence = "{name}: {reason}"


class ReportUnreadable(ReportError):
    code = "report-unreadable"
    sentence = "{name}: not a provcheck report ({reason})."


class ReportIsPicture(ReportUnreadable):
    code = "report-is-picture"
    sentence = (
        "{name}: a picture, not a report. Make its report first: provcheck check {name} -o "
        "report.json"
    )


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


class OtherFormForReport(ReportUnreadable):
    code = "other-form-for-report"
    sentence = (
        "{name} is not a report in JSON, the one form that is read back. Give the .json file. If "
        "{name} is a story, the report comes first: provcheck attach REPORT.json {name}"
    )


class StoryBeforeReport(ReportUnreadable):
    code = "story-before-report"
    sentence = "The report comes first, then the story: provcheck attach {report} {name}"


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


class ImageForStory(StoryUnsupported):
    code = "image-for-story"
    sentence = (
        "{name} is an image, not a story. Give the file of the story that shows it; --image names "
        "the image when a report is attached: provcheck attach REPORT.json STORY --image {name}"
    )


class ReportForStory(StoryUnsupported):
    code = "report-for-story"
    sentence = (
        "{name} is a report, not a story. Give the story's file; the report goes before it: "
        "provcheck attach {name} STORY. To check the report itself: provcheck verify {name}"
    )


class StoryUnreadable(StoryError):
    code = "story-unreadable"
    sentence = "{name}: the story cannot be read ({reason})."


class StoryImageDiffers(StoryError):
    code = "story-image-differs"
    sentence = (
        "{name} is not the image that was checked: its bytes differ. Check this file, and attach "
        "the new report: provcheck check {name} -o report.json"
    )


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


class PublicKeyUnusable(KeyUnusable):
    code = "public-key-unusable"
    sentence = (
        "Key {name} is not usable: {reason}. Ask its owner for the public one, which ends in "
        ".pub.pem."
    )


class KeyIsPrivate(KeyUnusable):
    code = "key-is-private"
    sentence = (
        "{name} is a private key; whoever has it can sign as its owner. It was not taken. Ask for "
        "the public one, which ends in .pub.pem."
    )


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


class BundleBesideStale(BundleError):
    code = "bundle-beside-stale"
    sentence = (
        "{name} was made for other bytes than {report}; the report was changed since. Make it "
        "anew or move it away. Nothing was packed."
    )


class BundleNotZip(BundleError):
    code = "bundle-not-zip"
    sentence = "'{name}' is no name for a package. It must end in .zip."


class OutputError(ProvcheckError):
    code = "output"
    sentence = "{name}: cannot be written ({reason})."


class OutputThere(OutputError):
    code = "output-there"
    sentence = "{name} is there already and is never written over. Choose another name with -o."


class OutputDiffers(OutputError):
    code = "output-differs"
    sentence = (
        "{name} is there already with other content and is never written over. Choose another "
        "name, or move the file away."
    )


class OutputIsInput(OutputError):
    code = "output-is-input"
    sentence = (
        "{name} is a file that this call reads and is never written over. Choose another name."
    )


class OutputForeign(OutputError):
    code = "output-foreign"
    sentence = (
        "{name} is there already and is no {form} file that provcheck wrote; it is not written "
        "over. Choose another name, or move the file away."
    )


class OutputVouched(OutputError):
    code = "output-vouched"
    sentence = (
        "{name} is signed or time-stamped (beside it lies {beside}) and is not written over. "
        "Choose another name."
    )


class OutputHoldsWork(OutputError):
    code = "output-holds-work"
    sentence = (
        "{name} is a report to which people have added a rating or a search; it is not written "
        "over. Choose another name."
    )


class OutputTwice(OutputError):
    code = "output-twice"
    sentence = "{name} is named for two outputs of this call. Give each a file of its own."


class OutputIsPicture(OutputError):
    code = "output-is-picture"
    sentence = "{name}: the name of a picture. Choose a name that ends in {ending}."
