// Fréchet distance between two sets of feature vectors taken as Gaussians (Heusel et al. 2017):
// |μ₁ − μ₂|² + Tr C₁ + Tr C₂ − 2 Tr (C₁ C₂)^½, from symmetric eigenvalues instead of a matrix square root.

import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { UserError } from "../../errors";

export interface FrechetDistance {
  fid: number;
  /** Rows of the two sets. */
  samples: [number, number];
  /** What makes the number unreliable, one sentence each; empty when nothing does. */
  warnings: string[];
}

/** A Gaussian as its mean and a factor F `[dimension, rank]` of its covariance F Fᵀ. */
interface Gaussian {
  mean: Float64Array;
  factor: Matrix;
  /** Tr C */
  trace: number;
}

/**
 * Tr (C₁ C₂)^½ is the sum of the singular values of F₁ᵀ F₂, where Fᵢ Fᵢᵀ = Cᵢ comes from the eigenvalues of Cᵢ
 * that are not zero. So a covariance of low rank costs no accuracy and needs no ε on its diagonal.
 *
 * @param a `[n, dimension]`, row by row
 * @param b `[m, dimension]`
 * @returns the distance; 0 for two equal sets up to 1e-9 of Tr C₁ + Tr C₂
 * @throws UserError for fewer than two rows, a length that is no multiple of `dimension`, or values that are not finite
 */
export function frechetDistance(
  a: Float32Array | Float64Array,
  b: Float32Array | Float64Array,
  dimension: number,
): FrechetDistance {
  const samples: [number, number] = [rows(a, dimension, "first"), rows(b, dimension, "second")];
  const warnings: string[] = [];
  samples.forEach((count, index) => {
    if (count <= dimension) {
      warnings.push(
        `The ${index === 0 ? "first" : "second"} set has ${count} vectors of ${dimension} numbers: its covariance ` +
          `is not of full rank, so compare this FID only with others from as many vectors (full rank needs ${dimension + 1}).`,
      );
    }
  });
  const first = gaussian(a, samples[0], dimension);
  const second = gaussian(b, samples[1], dimension);
  let distance = first.trace + second.trace;
  for (let k = 0; k < dimension; k++) distance += ((first.mean[k] as number) - (second.mean[k] as number)) ** 2;
  const shared = 2 * nuclearNorm(first.factor, second.factor);
  // two equal sets leave only rounding, of either sign
  return { fid: Math.max(0, distance - shared), samples, warnings };
}

function rows(values: ArrayLike<number>, dimension: number, name: string): number {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new UserError(`FID: the dimension must be a whole number of at least 1, not ${dimension}.`);
  }
  const count = values.length / dimension;
  if (!Number.isInteger(count)) {
    throw new UserError(
      `FID: the ${name} set has ${values.length} numbers, which is no whole number of rows of ${dimension}.`,
    );
  }
  if (count < 2) throw new UserError(`FID: the ${name} set has ${count} vectors; a covariance needs at least 2.`);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new UserError(
        `FID: the ${name} set holds ${values[i]} in row ${Math.floor(i / dimension)}; all values must be finite.`,
      );
    }
  }
  return count;
}

function gaussian(values: ArrayLike<number>, count: number, dimension: number): Gaussian {
  const mean = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) {
    mean[i % dimension] = (mean[i % dimension] as number) + (values[i] as number) / count;
  }
  const sums = Array.from({ length: dimension }, () => new Float64Array(dimension));
  const row = new Float64Array(dimension);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dimension; k++) row[k] = (values[i * dimension + k] as number) - (mean[k] as number);
    for (let k = 0; k < dimension; k++) {
      const sum = sums[k] as Float64Array;
      const value = row[k] as number;
      for (let l = 0; l <= k; l++) sum[l] = (sum[l] as number) + value * (row[l] as number);
    }
  }
  const covariance = new Matrix(dimension, dimension);
  let trace = 0;
  for (let k = 0; k < dimension; k++) {
    for (let l = 0; l <= k; l++) {
      const value = (sums[k]?.[l] as number) / (count - 1);
      covariance.set(k, l, value);
      covariance.set(l, k, value);
    }
    trace += covariance.get(k, k);
  }
  return { mean, factor: covarianceFactor(covariance, count - 1), trace };
}

/** Eigenvectors times the roots of their eigenvalues, without those that are zero up to rounding. */
function covarianceFactor(covariance: Matrix, maxRank: number): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  const kept = realEigenvalues
    .map((value, index) => ({ value, index }))
    .filter(({ value }) => value > largest * covariance.rows * Number.EPSILON)
    .sort((x, y) => y.value - x.value)
    .slice(0, maxRank);
  const factor = new Matrix(covariance.rows, kept.length);
  kept.forEach(({ value, index }, column) => {
    factor.setColumn(column, eigenvectorMatrix.getColumnVector(index).mul(Math.sqrt(value)));
  });
  return factor;
}

/** Sum of the singular values of aᵀ b. */
function nuclearNorm(a: Matrix, b: Matrix): number {
  if (a.columns === 0 || b.columns === 0) return 0;
  const { diagonal } = new SingularValueDecomposition(a.transpose().mmul(b), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return diagonal.reduce((sum, value) => sum + value, 0);
}
