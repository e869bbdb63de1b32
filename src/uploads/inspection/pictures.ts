import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { limits } from '../../shared/limits.ts';
import { type InspectionJob, type PictureInfo, Refusal } from './job.ts';

sharp.cache(false);
sharp.concurrency(1);
// All loaders of libvips are blocked, then the four formats are allowed.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((format) => `VipsForeignLoad${format}File`),
});

const THUMBNAIL = { width: 640, height: 480, fit: 'inside', withoutEnlargement: true } as const;
const OPTIONS: SharpOptions = { limitInputPixels: limits.pixels, failOn: 'warning', sequentialRead: true };

/** Decoded completely and encoded anew, so that only the pixels remain. */
export async function makePicture(job: Extract<InspectionJob, { task: 'picture' }>): Promise<PictureInfo> {
  const animated = ((await examine(job.path, job.content)).pages ?? 1) > 1;
  const picture = animated ? sharp(job.path, { ...OPTIONS, animated }) : sharp(job.path, OPTIONS).autoOrient();
  const { width, height, pageHeight } = await encode(picture, job.content).toFile(job.out);
  await sharp(job.path, OPTIONS).autoOrient().resize(THUMBNAIL).webp({ quality: 75 }).toFile(job.thumbnail);
  return { width, height: pageHeight ?? height };
}

export async function makeAvatar({ path, content, out }: Extract<InspectionJob, { task: 'avatar' }>): Promise<null> {
  await examine(path, content);
  for (const [file, size] of [
    [out[0], 256],
    [out[1], 64],
  ] as const)
    await sharp(path, OPTIONS).autoOrient().resize(size, size, { fit: 'cover' }).webp({ quality: 82 }).toFile(file);
  return null;
}

/** Read from the header, before anything is decoded. */
async function examine(path: string, content: string): Promise<Metadata> {
  const metadata = await sharp(path, { ...OPTIONS, limitInputPixels: false }).metadata();
  const { width, height, pages = 1, pageHeight = height } = metadata;
  if (metadata.format !== content) throw new Refusal('file_type_mismatch', 'The picture is of another format');
  if (pages > limits.frames) throw new Refusal('image_too_large', `The picture has ${pages} frames`);
  if (width * pageHeight * pages > limits.pixels)
    throw new Refusal('image_too_large', `The picture has ${width} by ${pageHeight} pixels, ${pages} times`);
  return metadata;
}

function encode(picture: Sharp, format: string): Sharp {
  switch (format) {
    case 'jpeg':
      return picture.jpeg({ quality: 86 });
    case 'webp':
      return picture.webp({ quality: 86 });
    case 'gif':
      return picture.gif({ effort: 3 });
    default:
      return picture.png();
  }
}
