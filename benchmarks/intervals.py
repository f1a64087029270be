"""How sure a counted share is."""


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share (E. B. Wilson, 1927), both ends from 0 to 1."""
    if total == 0:
        return 0.0, 1.0
    z, share = 1.96, count / total
    middle = share + z * z / (2 * total)
    spread = z * ((share * (1 - share) + z * z / (4 * total)) / total) ** 0.5
    low, high = (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)
    return max(low, 0.0), min(high, 1.0)  # rounding may step over the ends


def counted(count: int, total: int) -> str:
    """A share as a table shows it: ``3/40 [0.026, 0.199]``, or ``-`` where nothing was counted."""
    if total == 0:
        return "-"
    low, high = wilson(count, total)
    return f"{count}/{total} [{low:.3f}, {high:.3f}]"
