import sharp from 'sharp';
import type { FilePayload } from '../support/files.ts';

interface Palette {
  sky: [string, string, string];
  sun: string;
  hills: [string, string, string];
  stars: number;
}

const DAWN: Palette = {
  sky: ['#2b3a67', '#e58f65', '#f9d9a8'],
  sun: '#fff1cf',
  hills: ['#8d6a7c', '#4f4a67', '#20263f'],
  stars: 0,
};
const NIGHT: Palette = {
  sky: ['#071423', '#12324a', '#2f6f79'],
  sun: '#e9f2ee',
  hills: ['#1f4c55', '#123440', '#0a1d28'],
  stars: 70,
};

/** An observatory on a hill, at dawn and at night. */
export const dawn = (): Promise<FilePayload> => renderPicture('observatory-dawn.png', DAWN);
export const night = (): Promise<FilePayload> => renderPicture('observatory-night.png', NIGHT);

async function renderPicture(name: string, light: Palette): Promise<FilePayload> {
  const buffer = await sharp(Buffer.from(svgOf(light)))
    .png()
    .toBuffer();
  return { name, mimeType: 'image/png', buffer };
}

const svgOf = ({
  sky,
  sun,
  hills,
  stars,
}: Palette) => `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="640">
  <defs><linearGradient id="sky" x2="0" y2="1">
    <stop stop-color="${sky[0]}"/><stop offset=".62" stop-color="${sky[1]}"/><stop offset="1" stop-color="${sky[2]}"/>
  </linearGradient></defs>
  <rect width="960" height="640" fill="url(#sky)"/>
  ${Array.from({ length: stars }, (_, n) => star(n)).join('')}
  <circle cx="250" cy="${stars ? 150 : 380}" r="${stars ? 34 : 62}" fill="${sun}"/>
  <path d="M0 430 C160 370 260 470 420 420 S740 350 960 430 V640 H0Z" fill="${hills[0]}"/>
  <path d="M0 500 C220 440 360 540 560 450 S820 400 960 470 V640 H0Z" fill="${hills[1]}"/>
  <g fill="${hills[2]}">
    <path d="M622 452 v-62 h116 v62z M612 392 a68 68 0 0 1 136 0z"/>
    <path d="M0 590 C240 540 430 600 640 470 S860 480 960 540 V640 H0Z"/>
  </g>
  <path d="M672 392 l26 -74 14 5 -22 69z" fill="${sun}" opacity=".85"/>
</svg>`;

/** The same sky every time. */
const star = (n: number) =>
  `<circle cx="${(n * 613 + n * n * 37) % 960}" cy="${(n * 271 + n * n * 53) % 330}" r="${1 + (n % 3) * 0.7}" fill="#fff" opacity="${0.4 + (n % 5) * 0.12}"/>`;
