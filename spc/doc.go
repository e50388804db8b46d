// Package spc reads a series of dated measurements: run charts and Shewhart
// control charts as they are used in quality improvement.
//
// A Series holds points, gaps and phases; Options name a versioned rule set and
// its conventions; Analyse gives the centre, the limits and the signals, each with
// a plain sentence. It needs the standard library only, keeps no state, and gives
// for the same input the same signals, and figures to about 12 digits, on any processor,
// for as long as the rule set's version stands.
//
// # Edges
//
// What is decided where a series is odd, and after whom:
//
//   - NaN, infinities, points out of order or at the same moment, and denominators that
//     are not above zero are errors: which value stands is for a person to say. So is a
//     time of zero between two rare events: they happened at the same moment, and their
//     time of day tells them apart (as qicharts2).
//   - No points, one point, gaps only: an answer, TooFew.
//   - The counts of runs and crossings, and the longest run of anhoej, need 10 points off
//     the centre: both published tables begin there. Limits that may call a chart quiet
//     need 12 (NHSRplotthedots warns below); they are drawn, and a point beyond them is
//     told, from 2 where they come from moving ranges and from 1 elsewhere.
//   - A frozen centre of fewer than 10 points, or frozen limits of fewer than 12, call
//     nothing quiet, however many points they judge, and no finding beyond the baseline
//     unlikely to be chance (our decision).
//   - A point on the centre is skipped: it neither ends a run nor counts (Perla, Provost,
//     Murray; Anhøj). On xmr-mdc it ends the run (NHSRplotthedots).
//   - All points equal: none is off the centre, so run charts have too few points to say.
//     Limits of no width, from points that do not differ (on p, u, c and g, from counts
//     that are all 0, or all of the whole), are none, and the chart has too few points to
//     say: the next point that differs by ever so little would lie beyond them. Our
//     decision; NHSRplotthedots, where it does not screen, draws such limits on the mean
//     and calls every other point outside.
//   - An even number of points: the median is the mean of the middle two.
//   - A gap keeps its place in time, and every rule reads on as if it were not there: it
//     says nothing of either side. But no moving range is measured over it, as the two
//     points are no neighbours (NHSRplotthedots, qicharts2). A point alone between gaps
//     counts for the mean, and not for the points that limits from ranges need.
//   - Equal neighbours: ihi-2011 counts them once in a trend; on xmr-mdc they end it.
//   - A frozen centre judges all points of its phase, those of its baseline included.
//   - Moving ranges that are all 0 once the large ones are screened out: nothing is
//     screened, or there would be no limits.
//   - A value that differs from centre or limit by rounding alone is on it, and neighbours
//     that so differ are equal: by 1e-12 of themselves, of the centre, or on xmr-mdc of the
//     mean moving range.
//   - A shift longer than the publication's, chosen by somebody, about an own median: half
//     of the points lie on either side, so it needs twice its length before it can say no.
//
// Sources, and what each rule set does where they disagree, are in docs/methods.md.
package spc
