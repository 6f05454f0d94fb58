import Foundation
import NN
import SegmentAnything
import Tensors

/// A folder written by `make_sam_fixtures.py`: weights, a picture and the official results.
struct EncoderFixture {
  let weights: Weights
  /// The picture at the model's resolution, `(H, W, 3)`, 0...255.
  let resized: Tensor
  /// The official encoder's result, `(outChans, grid, grid)`.
  let embedding: Tensor

  init(folder: String) throws {
    weights = Weights(try Checkpoint.open(folder + "/model.safetensors"))
    let expected = try Checkpoint.open(folder + "/expected.safetensors")
    resized = try expected.tensor(named: "image/resized")
    let embedding = try expected.tensor(named: "image/embedding")
    self.embedding = embedding.reshaped(Array(embedding.shape.suffix(3)))
  }

  /// The picture as the encoder takes it: normalised and padded at the right and the bottom.
  func image(size: Int) -> Tensor {
    let mean: [Float] = [123.675, 116.28, 103.53]
    let deviation: [Float] = [58.395, 57.12, 57.375]
    let (height, width) = (resized.shape[0], resized.shape[1])
    let pixels = resized.elements
    return Tensor(uninitialized: [3, size, size]) { image in
      image.initialize(repeating: 0)
      for y in 0..<height {
        for x in 0..<width {
          for c in 0..<3 {
            image[(c * size + y) * size + x] =
              (pixels[(y * width + x) * 3 + c] - mean[c]) / deviation[c]
          }
        }
      }
    }
  }
}

/// Folders of reference data, outside the repository.
enum EncoderFixtures {
  static let shared = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/fixtures").standardized.path
  /// Set by whoever wrote the ViT-B reference, which is too large to keep.
  static let vitB = ProcessInfo.processInfo.environment["SLUICE_VIT_B_FIXTURE"] ?? ""

  static func exists(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/expected.safetensors")
  }
}
