internal import Foundation
public import NN
public import Tensors

/// Positions as sines and cosines of random spatial frequencies:
/// segment_anything/modeling/prompt_encoder.py, after Tancik et al., "Fourier Features", 2020.
public struct PositionEmbeddingRandom: Sendable {
  /// `(2, F)`: frequencies along x, then along y.
  public let positionalEncodingGaussianMatrix: Tensor

  /// Reads the matrix from the layer's scope; throws `CheckpointError` by full key.
  public init(weights: Weights, numPosFeats: Int) throws {
    positionalEncodingGaussianMatrix = try weights.tensor(
      "positional_encoding_gaussian_matrix", shape: [2, numPosFeats])
  }

  /// The embeddings of the centres of a grid's cells, row by row: `(height * width, 2 F)`.
  public func callAsFunction(_ size: ImageSize) -> Tensor {
    var centres: [(x: Float, y: Float)] = []
    centres.reserveCapacity(size.height * size.width)
    for row in 0..<size.height {
      for column in 0..<size.width {
        centres.append(
          (
            x: (Float(column) + 0.5) / Float(size.width),
            y: (Float(row) + 0.5) / Float(size.height)
          ))
      }
    }
    return encode(centres)
  }

  /// The embeddings of points of a picture of `imageSize`, in pixels: `(count, 2 F)`.
  public func forwardWithCoords(_ points: [ImagePoint], imageSize: ImageSize) -> Tensor {
    encode(
      points.map {
        (x: Float($0.x) / Float(imageSize.width), y: Float($0.y) / Float(imageSize.height))
      })
  }

  /// Embeds positions in [0, 1]².
  private func encode(_ positions: [(x: Float, y: Float)]) -> Tensor {
    let features = positionalEncodingGaussianMatrix.shape[1]
    return Tensor(uninitialized: [positions.count, 2 * features]) { result in
      positionalEncodingGaussianMatrix.withUnsafeBufferPointer { frequencies in
        for (index, position) in positions.enumerated() {
          let row = result.baseAddress! + index * 2 * features
          let (x, y) = (2 * position.x - 1, 2 * position.y - 1)
          for feature in 0..<features {
            let phase =
              2 * Float.pi * (x * frequencies[feature] + y * frequencies[features + feature])
            row[feature] = sin(phase)
            row[features + feature] = cos(phase)
          }
        }
      }
    }
  }
}
