/** Numbers of the head that were chosen by measurement; bench/labels repeats it. */
export const trustedWeight = 2;
/** Ridge penalty per dimension of the features (of unit variance); the best on small noisy sets, see bench/labels. */
export const ridgePenalty = 3.5;
export const softmaxPenalty = 1.3;
/** Softmax regression is tried from this many images per dimension; with fewer, ridge ranks better. */
export const softmaxImages = 2;
/** Largest n * columns * width of one softmax pass: about a second per fold model on one core. */
export const softmaxBudget = 4e8;
/** Small sets can afford more folds, whose models see nearly all of the labels. */
export const fewImages = 4_000;
export const manyFolds = 10;
export const usualFolds = 5;
/** Images for the calibration; fewer where there are many classes. */
export const fitSample = 10_000;
export const updateSample = 4_000;
/** Ridge scores are calibrated anew after each change of a label for so many images. */
export const calibratedImages = 2_000;
/** Largest n * n * d of a search for neighbours: about a second on two cores, 5,100 images of 384 dimensions. */
export const neighbourBudget = 1e10;
export const sampleEntries = 1_000_000;
export const largestRidgeScale = 60;
export const largestSoftmaxScale = 3;
/** More changed rows than this at once are fitted anew; so is the softmax model after this share of changes, at least 64. */
export const mostChanges = 256;
export const softmaxDrift = 0.02;
