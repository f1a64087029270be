"""The call, or a file that the user wrote, is off."""

from provcheck.errors.base import ProvcheckError


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


class TrustFolderUnusable(UsageError):
    code = "trust-folder-unusable"
    sentence = "The folder of trusted signers {name} is not usable: {reason}"


class PdfExtraMissing(UsageError):
    code = "pdf-extra-missing"
    sentence = (
        "{name}: the package typst, which sets PDF reports, is not installed. "
        "Install it with: pip install 'provcheck[pdf]'"
    )
