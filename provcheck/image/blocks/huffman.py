"""The Huffman tables that T.81 gives as examples and most encoders write unchanged.

ITU-T T.81 (1992), Annex K.3, tables K.3 to K.6. A file with other tables was optimised for its
own content, or written by an encoder with tables of its own.
"""

_DC_LENGTHS = (
    (0x00, "00010501010101010100000000000000"),
    (0x01, "00030101010101010101010000000000"),
)
_DC_VALUES = "000102030405060708090a0b"
_AC = (
    (
        0x10,
        "0002010303020403050504040000017d",
        "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a"
        "25262728292a3435363738393a434445464748494a535455565758595a636465666768696a73747576777879"
        "7a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9"
        "cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
    ),
    (
        0x11,
        "00020102040403040705040400010277",
        "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f117"
        "18191a262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778"
        "797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7"
        "c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
    ),
)

STANDARD_TABLES = frozenset(
    {
        *(bytes([head]) + bytes.fromhex(lengths + _DC_VALUES) for head, lengths in _DC_LENGTHS),
        *(bytes([head]) + bytes.fromhex(lengths + values) for head, lengths, values in _AC),
    }
)
"""Each as it stands in a DHT segment: class and number, 16 counts, values."""
