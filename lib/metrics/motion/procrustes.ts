// The similarity transform (scale, rotation, translation) that lays one set of points onto another with the least
// squared error: Umeyama 1991, through the singular value decomposition of the 3 × 3 covariance.

import { Matrix, SingularValueDecomposition } from "ml-matrix";

/**
 * Aligns `points` to `target`, both `[count, 3]`. A mirrored copy is not undone: the transform never reflects.
 * Points that all coincide are moved to the target's centre.
 *
 * @returns the aligned points, `[count, 3]`
 */
export function alignSimilarity(points: Float64Array, target: Float64Array): Float64Array {
  const count = points.length / 3;
  const centre = centroid(points);
  const targetCentre = centroid(target);
  const covariance = new Matrix(3, 3); // target × points
  let spread = 0;
  for (let i = 0; i < count; i++) {
    for (let a = 0; a < 3; a++) {
      const offset = (points[3 * i + a] as number) - (centre[a] as number);
      spread += offset * offset;
      for (let b = 0; b < 3; b++) {
        const targetOffset = (target[3 * i + b] as number) - (targetCentre[b] as number);
        covariance.set(b, a, covariance.get(b, a) + targetOffset * offset);
      }
    }
  }
  const aligned = new Float64Array(points.length);
  const { rotation, trace } = nearestRotation(covariance);
  const scale = spread > 0 ? trace / spread : 0;
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < 3; b++) {
      let turned = 0;
      for (let a = 0; a < 3; a++) {
        turned += rotation.get(b, a) * ((points[3 * i + a] as number) - (centre[a] as number));
      }
      aligned[3 * i + b] = scale * turned + (targetCentre[b] as number);
    }
  }
  return aligned;
}

/** The rotation R (determinant +1) of the largest trace(Rᵀ · covariance), and that trace. */
function nearestRotation(covariance: Matrix): { rotation: Matrix; trace: number } {
  const decomposition = new SingularValueDecomposition(covariance);
  const left = decomposition.leftSingularVectors;
  const right = decomposition.rightSingularVectors;
  const [first, second, third] = decomposition.diagonal as [number, number, number];
  const sign = determinant(left) * determinant(right) < 0 ? -1 : 1;
  // the last singular value is the smallest, so flipping that axis costs least
  for (let row = 0; row < 3; row++) left.set(row, 2, sign * left.get(row, 2));
  return { rotation: left.mmul(right.transpose()), trace: first + second + sign * third };
}

function determinant(m: Matrix): number {
  return (
    m.get(0, 0) * (m.get(1, 1) * m.get(2, 2) - m.get(1, 2) * m.get(2, 1)) -
    m.get(0, 1) * (m.get(1, 0) * m.get(2, 2) - m.get(1, 2) * m.get(2, 0)) +
    m.get(0, 2) * (m.get(1, 0) * m.get(2, 1) - m.get(1, 1) * m.get(2, 0))
  );
}

function centroid(points: Float64Array): Float64Array {
  const centre = new Float64Array(3);
  for (let i = 0; i < points.length; i++) centre[i % 3] = (centre[i % 3] as number) + (points[i] as number);
  return centre.map((sum) => (3 * sum) / points.length);
}
