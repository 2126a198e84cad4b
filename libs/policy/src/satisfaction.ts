import type { Pack, SatisfactionBand } from './model.js';

/** The pack's reading of a rating: the band that was named, or the one the score belongs to; null when none is. */
export function bandFor(
  pack: Pack,
  rating: { readonly score?: number | undefined; readonly band?: string | undefined },
): SatisfactionBand | null {
  const { bands } = pack.satisfaction;
  const found =
    rating.band !== undefined
      ? bands.find(({ id }) => id === rating.band)
      : bands.find(({ scores }) => rating.score !== undefined && scores.includes(rating.score));
  return found ?? null;
}
