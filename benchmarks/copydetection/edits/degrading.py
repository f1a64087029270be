"""Loss of detail: blur, noise, coarse pixels, few colours.

Blur radii are given for pictures of 1000 pixels (long side) and scaled with the picture.
"""

import cv2
import numpy as np
from PIL import Image, ImageFilter

from benchmarks.copydetection.edits.studio import Edit, Studio, clipped, pixels, sized

_NOMINAL = 1000  # pixels, long side that blur radii refer to


def blur(sigma: float) -> Edit:
    """Gaussian; ``sigma`` in pixels of a picture with a long side of 1000."""

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        here = sigma * max(picture.size) / _NOMINAL
        return Image.fromarray(cv2.GaussianBlur(pixels(picture), (0, 0), here))

    return edit


def motion_blur(length: int) -> Edit:
    """A straight shake of ``length`` pixels (at a long side of 1000) in any direction."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        size = max(3, round(length * max(picture.size) / _NOMINAL)) | 1
        kernel = np.zeros((size, size), np.float32)
        kernel[size // 2] = 1
        turn = cv2.getRotationMatrix2D((size / 2 - 0.5, size / 2 - 0.5), studio.between(0, 180), 1)
        kernel = np.asarray(cv2.warpAffine(kernel, turn, (size, size)), np.float32)
        return Image.fromarray(cv2.filter2D(pixels(picture), -1, kernel / kernel.sum()))

    return edit


def noise(deviation: float) -> Edit:
    """Gaussian, in levels of 255; two thirds of its energy are brightness, the rest colour."""

    def edit(picture: Image.Image, studio: Studio) -> Image.Image:
        height, width = picture.height, picture.width
        grain = studio.noise(height, width) * deviation
        # The same grain moved aside is as good as new, and drawing numbers takes the longest.
        moved = [np.roll(grain, (17 * n + 5, 31 * n + 11), (0, 1)) for n in range(3)]
        both = 0.8 * grain[:, :, None] + 0.6 * np.stack(moved, axis=2)
        return clipped(pixels(picture) + both)

    return edit


def pixelate(cell: int) -> Edit:
    """``cell``: side in pixels of a picture with a long side of 1000."""

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        here = max(2.0, cell * max(picture.size) / _NOMINAL)
        small = sized(picture, picture.width / here, picture.height / here)
        return small.resize(picture.size, Image.Resampling.NEAREST)

    return edit


def sharpen(percent: int) -> Edit:
    return lambda picture, _: picture.filter(ImageFilter.UnsharpMask(2, percent, 0))


def palette(colours: int) -> Edit:
    """Few colours, dithered, as GIFs are."""

    def edit(picture: Image.Image, _: Studio) -> Image.Image:
        return picture.quantize(colours, method=Image.Quantize.FASTOCTREE).convert("RGB")

    return edit
