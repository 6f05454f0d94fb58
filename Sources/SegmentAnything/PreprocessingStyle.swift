internal import Tensors

/// How a picture becomes the image encoder's input. A checkpoint works with the style it was
/// trained with.
public enum PreprocessingStyle: String, Hashable, Sendable, Codable, CaseIterable {
  /// The released SAMs: resized by Pillow's bilinear filter until the longest side fits, channels
  /// normalised by ImageNet's mean and deviation, padded with zeros at the bottom and right
  /// (`SamPredictor.set_image`).
  case sam
  /// MedSAM: stretched to the whole square by cubic spline, the range of all values mapped to
  /// [0, 1], no padding (`MedSAM_Inference.py`). Masks are interpolated as probabilities.
  case medSAM = "medsam"
}

extension PreprocessingStyle {
  /// The part of the encoder's square that a picture of `originalSize` fills. An extent may be 0
  /// for a picture that is far too elongated.
  func inputSize(for originalSize: ImageSize, imageSize: Int) -> ImageSize {
    switch self {
    case .sam: ResizeLongestSide(targetLength: imageSize).preprocessShape(originalSize)
    case .medSAM: ImageSize(height: imageSize, width: imageSize)
    }
  }

  /// The picture at `inputSize`, still in bytes and in its own channels.
  func resize(_ image: ByteImage, to inputSize: ImageSize) -> ByteImage {
    switch self {
    case .sam: image.resized(to: inputSize, filter: .bilinear)
    case .medSAM: image.resizedByCubicSpline(to: inputSize)
    }
  }

  /// The encoder's input `(3, imageSize, imageSize)`, from a resized picture.
  func normalise(_ image: ByteImage, imageSize: Int, mean: [Float], std: [Float]) -> Tensor {
    let tables: [[Float]] =
      switch self {
      case .sam:
        (0..<3).map { channel in (0...255).map { (Float($0) - mean[channel]) / std[channel] } }
      case .medSAM: Array(repeating: PreprocessingStyle.stretched(image), count: 3)
      }
    return Tensor(uninitialized: [3, imageSize, imageSize]) { input in
      input.initialize(repeating: 0)
      image.pixels.withUnsafeBufferPointer { pixels in
        for channel in 0..<3 {
          // A grey picture is one with three equal channels.
          let source = image.channels == 1 ? 0 : channel
          tables[channel].withUnsafeBufferPointer { table in
            for row in 0..<image.height {
              let from = row * image.width * image.channels + source
              let to = (channel * imageSize + row) * imageSize
              for column in 0..<image.width {
                input[to + column] = table[Int(pixels[from + column * image.channels])]
              }
            }
          }
        }
      }
    }
  }

  /// What each byte becomes when the picture's range is mapped to [0, 1].
  private static func stretched(_ image: ByteImage) -> [Float] {
    let low = Double(image.pixels.min() ?? 0)
    let range = max(Double(image.pixels.max() ?? 0) - low, 1e-8)
    return (0...255).map { Float((Double($0) - low) / range) }
  }
}
