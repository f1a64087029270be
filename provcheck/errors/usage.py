"""The call, or a file that the user wrote, is off."""

from provcheck.errors.base import ProvcheckError


class UsageError(ProvcheckError):
    code = "usage"
    sentence = "{reason}"


class EmptyArgument(UsageError):
    code = "empty-argument"
    sentence = (
        "An empty argument follows {after}. Name a file or a value there, or leave the option out."
    )


class UnknownCommand(UsageError):
    code = "unknown-command"
    sentence = "There is no command '{name}'. The nearest one is: {nearest}"


class TakesOneImage(UsageError):
    code = "takes-one-image"
    sentence = "-o, --exhibits and - take one image; for many use: provcheck scan FOLDER -o DIR"


class ExpertNeedsOutput(UsageError):
    code = "expert-needs-output"
    sentence = "--expert makes pictures: give -o FILE or --exhibits DIR as well."


class ResumeNeedsLines(UsageError):
    code = "resume-needs-lines"
    sentence = "--resume goes on with a --jsonl FILE; name it."


class DepthsExclude(UsageError):
    code = "depths-exclude"
    sentence = "--quick and --thorough exclude each other; leave one of them out."


class CountersignAlone(UsageError):
    code = "countersign-alone"
    sentence = "--countersign stands by a rating; leave out {option}."


class RatingIncomplete(UsageError):
    code = "rating-incomplete"
    sentence = (
        "Give --rating, --scale and --reason, or --countersign; the scales and their ratings are "
        "listed above."
    )


class SearchIncomplete(UsageError):
    code = "search-incomplete"
    sentence = "--searched needs a REPORT.json, --by and --result."


class AttachTakesTwo(UsageError):
    code = "attach-takes-two"
    sentence = "attach takes a report and a story: provcheck attach REPORT.json STORY"


class AttachTakesOne(UsageError):
    code = "attach-takes-one"
    sentence = "{option} takes one file: provcheck attach {call}"


class FormsExclude(UsageError):
    code = "forms-exclude"
    sentence = "--flat is a form of MediaReview; leave out --claim-review, or --flat."


class PackageIncomplete(UsageError):
    code = "package-incomplete"
    sentence = "A package needs -o FILE.zip, and --image FILE or --redact."


class RedactedHoldsNoImage(UsageError):
    code = "redacted-holds-no-image"
    sentence = "--redact packs no image: the file holds what is taken out. Leave out --image."


class PassphraseEmpty(UsageError):
    code = "passphrase-empty"
    sentence = "The passphrase is empty; nothing would be locked. Give one of 1 to 1023 bytes."


class PassphraseUnusable(UsageError):
    code = "passphrase-unusable"
    sentence = "The passphrase is longer than 1023 bytes, or not UTF-8 text. Give another."


class UnknownKey(UsageError):
    code = "unknown-key"
    sentence = "{where}: unknown key '{key}'. The nearest known key is '{nearest}'."


class InvalidValue(UsageError):
    code = "invalid-value"
    sentence = "{where}: '{key}' is not usable: {reason}"


class OptionUnusable(InvalidValue):
    code = "option-unusable"
    sentence = "{option} is not usable: {reason}"


class UnknownScale(InvalidValue):
    code = "unknown-scale"
    sentence = "--scale: there is no scale '{name}'. Known scales: {known}."


class UnknownRating(InvalidValue):
    code = "unknown-rating"
    sentence = "--rating: '{name}' is not on the scale {scale}. Its ratings: {known}."


class UnreadableTable(UsageError):
    code = "unreadable-table"
    sentence = "{where} cannot be read: {reason}"


class UnknownCheck(UsageError):
    code = "unknown-check"
    sentence = (
        "There is no check called '{name}'. The nearest one is '{nearest}'; all are listed by: "
        "provcheck explain"
    )


class UnknownFormat(UsageError):
    code = "unknown-format"
    sentence = "Do not know how to write '{name}'. The file name must end in one of: {known}."


class UnknownLanguage(UsageError):
    code = "unknown-language"
    sentence = "There are no texts in the language '{name}'. Known languages: {known}."


class DescriptorUnusable(UsageError):
    code = "descriptor-unusable"
    sentence = "Learned descriptor {name} is not usable: {reason}"


class DescriptorExtraMissing(UsageError):
    code = "descriptor-extra-missing"
    sentence = (
        "Learned descriptor {name}: the package onnxruntime, which runs it, is not installed. "
        "Install it with: pip install 'provcheck[onnx]'"
    )


class TrustFolderUnusable(UsageError):
    code = "trust-folder-unusable"
    sentence = "The folder of trusted signers {name} is not usable: {reason}"


class WatchExtraMissing(UsageError):
    code = "watch-extra-missing"
    sentence = (
        "--watch needs the package watchfiles, which is not installed. "
        "Install it with: pip install 'provcheck[watch]'"
    )


class DaskExtraMissing(UsageError):
    code = "dask-extra-missing"
    sentence = (
        "--executor needs the package distributed, which is not installed. "
        "Install it with: pip install 'provcheck[dask]'"
    )


class ClusterUnusable(UsageError):
    code = "cluster-unusable"
    sentence = (
        "The cluster {name} cannot be used: {reason}. It runs with: dask scheduler, and on each "
        "machine dask worker HOST:PORT --nthreads 1, all where provcheck is installed."
    )


class ClusterDiffers(UsageError):
    code = "cluster-differs"
    sentence = "The worker {worker} has {found}, this machine {here}. Install the same on all."


class StoreExtraMissing(UsageError):
    code = "store-extra-missing"
    sentence = (
        "{name}: the package fsspec, which reads addresses, is not installed. "
        "Install it with: pip install 'provcheck[dask]'"
    )


class StoreUnusable(UsageError):
    code = "store-unusable"
    sentence = "{name}: cannot be looked through ({reason})."


class ParquetExtraMissing(UsageError):
    code = "parquet-extra-missing"
    sentence = (
        "{name}: the package pyarrow, which writes Parquet, is not installed. "
        "Install it with: pip install 'provcheck[dask]'"
    )


class PdfExtraMissing(UsageError):
    code = "pdf-extra-missing"
    sentence = (
        "{name}: the package typst, which sets PDF reports, is not installed. "
        "Install it with: pip install 'provcheck[pdf]'"
    )
