import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { limits } from '../../shared/limits.ts';
import { type InspectionJob, type PictureResult, Refusal } from './job.ts';
import { rebuildApng } from './apng.ts';

sharp.cache(false);
sharp.concurrency(1);
// All loaders of libvips are blocked, then the four formats are allowed.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((format) => `VipsForeignLoad${format}File`),
});

const THUMBNAIL = { width: 640, height: 480, fit: 'inside', withoutEnlargement: true } as const;
const SHOWN = { width: limits.shownSide, height: limits.shownSide, fit: 'inside', withoutEnlargement: true } as const;
/** Longest side of what is scaled down while it is read, row by row; JPEG has no longer one. */
const MAX_SCALED_SIDE = 65_535;
/** Longest side of what is decoded at full size. */
const MAX_SIDE = 16_384;
/**
 * Sizes are looked at before, in the header. `none`, because browsers show what decoders only warn of, and files that are
 * cut off (sharp calls a picture damaged then that everybody can see).
 */
const OPTIONS: SharpOptions = { limitInputPixels: false, failOn: 'none', sequentialRead: true };

/** Half a picture is no portrait, and its owner can choose another. */
const AVATAR_OPTIONS: SharpOptions = { ...OPTIONS, failOn: 'truncated' };

/**
 * Decoded and written anew, at most 4,096 pixels wide and high: nothing but the pixels comes through, whatever else the
 * file was.
 * @param onStill called when the thumbnail of an animation is written; the rest may yet take too much
 */
export async function makePicture(
  job: Extract<InspectionJob, { task: 'picture' }>,
  onStill: () => void,
): Promise<PictureResult> {
  const metadata = await examine(job.path, job.content);
  if (!fits(metadata)) return { drawn: 'nothing' };
  const apng = job.content === 'png' ? await rebuildApng(job.path) : undefined;
  const isAnimated = (metadata.pages ?? 1) > 1 || apng !== undefined;
  if (!isAnimated) return makeStill(job);
  await makeThumbnail(job.path, job.thumbnail);
  onStill();
  if (apng === 'too-large') return { drawn: 'still' };
  if (!apng) return isAffordable(metadata) ? makeAnimation(job) : { drawn: 'still' };
  await apng.writeTo(job.out);
  return { drawn: 'whole', animated: true, width: apng.width, height: apng.height };
}

async function makeStill(job: Extract<InspectionJob, { task: 'picture' }>): Promise<PictureResult> {
  const picture = sharp(job.path, OPTIONS).autoOrient().resize(SHOWN);
  const { width, height } = await encode(picture, job.content).toFile(job.out);
  await makeThumbnail(job.out, job.thumbnail); // of the smaller one
  return { drawn: 'whole', animated: false, width, height };
}

async function makeAnimation(job: Extract<InspectionJob, { task: 'picture' }>): Promise<PictureResult> {
  const picture = sharp(job.path, { ...OPTIONS, animated: true });
  const { width, height, pageHeight } = await encode(picture, job.content).toFile(job.out);
  return { drawn: 'whole', animated: true, width, height: pageHeight ?? height };
}

const makeThumbnail = (from: string, to: string) =>
  sharp(from, OPTIONS).autoOrient().resize(THUMBNAIL).webp({ quality: 75 }).toFile(to);

export async function makeAvatar({ path, content, out }: Extract<InspectionJob, { task: 'avatar' }>): Promise<null> {
  const metadata = await examine(path, content);
  if (!fits(metadata))
    throw new Refusal(
      'image_too_large',
      `The picture has ${metadata.width} by ${metadata.height} pixels; at most ${limits.pixels / 1e6} megapixels are let in`,
    );
  for (const [file, size] of [
    [out[0], 256],
    [out[1], 64],
  ] as const)
    await sharp(path, AVATAR_OPTIONS)
      .autoOrient()
      .resize(size, size, { fit: 'cover' })
      .webp({ quality: 82 })
      .toFile(file);
  return null;
}

/**
 * As WebP, at most 128 pixels wide and high; of an animation a still one as well. A PNG that moves is its first picture.
 */
export async function makeEmoji(job: Extract<InspectionJob, { task: 'emoji' }>): Promise<{ animated: boolean }> {
  const metadata = await examine(job.path, job.content);
  const { pages = 1 } = metadata;
  if (!fits(metadata)) throw new Refusal('image_too_large', 'The picture has too many pixels');
  if (pages > limits.emojiFrames || !(pages === 1 || isAffordable(metadata)))
    throw new Refusal('image_too_large', `The picture has ${pages} frames; at most ${limits.emojiFrames} are let in`);
  const animated = pages > 1;
  await makeSmallEnough(sharp(job.path, { ...AVATAR_OPTIONS, animated }), job.out);
  if (animated) await makeSmallEnough(sharp(job.path, AVATAR_OPTIONS), job.still);
  return { animated };
}

/** In the best of three qualities that is not too large. */
async function makeSmallEnough(picture: Sharp, out: string): Promise<void> {
  const side = limits.emojiSide;
  const resized = picture.autoOrient().resize(side, side, { fit: 'inside', withoutEnlargement: true });
  for (const quality of [85, 60, 35]) {
    const { size } = await resized.clone().webp({ quality, effort: 3 }).toFile(out);
    if (size <= limits.emojiBytes) return;
  }
  throw new Refusal('image_too_large', `As an emoji it is more than ${limits.emojiBytes / 1000} kB: take fewer frames`);
}

/** Read from the header, before anything is decoded. */
async function examine(path: string, content: string): Promise<Metadata> {
  const metadata = await sharp(path, OPTIONS).metadata();
  if (metadata.format !== content) throw new Refusal('file_type_mismatch', 'The picture is of another format');
  return metadata;
}

/** Whether one frame may be decoded. */
function fits({ width, height, pageHeight = height, format, isProgressive }: Metadata): boolean {
  // Passes over the whole picture cannot be read row by row; a JPEG's are kept as coefficients, which it can hold.
  const isRead = format === 'jpeg' || (format === 'png' && !isProgressive);
  const side = isRead ? MAX_SCALED_SIDE : MAX_SIDE;
  return Math.max(width, pageHeight) <= side && width * pageHeight <= limits.pixels;
}

/** Whether all frames of an animation may be decoded. */
function isAffordable({ width, height, pages = 1, pageHeight = height }: Metadata): boolean {
  return (
    pages <= limits.frames &&
    Math.max(width, pageHeight) <= limits.shownSide &&
    width * pageHeight * pages <= limits.animationPixels
  );
}

function encode(picture: Sharp, format: string): Sharp {
  switch (format) {
    case 'jpeg':
      return picture.jpeg({ quality: 86 });
    case 'webp':
      return picture.webp({ quality: 86, effort: 2 });
    case 'gif':
      return picture.gif({ effort: 1, dither: 0 });
    default:
      return picture.png();
  }
}
