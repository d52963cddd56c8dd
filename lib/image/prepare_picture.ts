import { fitPicture } from "./fit_picture.ts";
import type { Picture } from "./picture.ts";
import type { PictureSettings } from "./picture_settings.ts";
import { toGray } from "./to_gray.ts";
import { toRgb } from "./to_rgb.ts";

/**
 * Returns a picture in the network's colours and size.
 *
 * @param picture The picture; it is not changed.
 * @param settings Crop and preprocessing.
 * @returns The picture, gray for a gray network.
 */
export function preparePicture(
  picture: Picture,
  settings: PictureSettings,
): Picture {
  const gray = settings.preprocessing.channelOrder === "gray";
  const coloured = gray ? toGray(picture) : toRgb(picture);
  return fitPicture(coloured, settings.crop, settings.preprocessing.resize);
}
