import 'reflect-metadata';

/** From what was built: in a fresh clone nothing is there yet. @param {string} file */
const built = (file) => import(new URL(`../../../dist/src/${file}`, import.meta.url).href);

const { DatabaseHistory } = await built('common/database/database-history.js');
const { TimelineRepository } = await built('timeline/timeline.repository.js');

/**
 * Loaded before a built server (`node --import`): takes away one of the things that keep one history through failovers.
 * The rest of the server is unmodified, and contains nothing of this.
 * @type {Record<string, () => void>}
 */
const sabotages = {
  'no generations': () => {
    DatabaseHistory.prototype.register = () => Promise.resolve(1);
  },
  'every witness is believed': () => {
    TimelineRepository.prototype.hasChange = () => Promise.resolve(true);
  },
  'no witness is believed': () => {
    TimelineRepository.prototype.hasChange = () => Promise.resolve(false);
  },
};

sabotages[process.env.SABOTAGE ?? '']?.();
