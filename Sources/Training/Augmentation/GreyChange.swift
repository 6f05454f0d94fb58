internal import Foundation

/// A change of grey values.
struct GreyChange {
  var shift = 0.0
  var contrast = 1.0
  var gamma = 1.0
  var noise = 0.0

  func apply(_ image: inout [Float], _ random: inout SplitMix64) {
    guard !image.isEmpty else { return }
    if gamma != 1 {
      // monai.transforms.AdjustContrast
      let (least, most) = (image.min()!, image.max()!)
      let range = most - least
      if range > 1e-7 {
        let exponent = Float(gamma)
        for pixel in image.indices {
          image[pixel] = pow((image[pixel] - least) / range, exponent) * range + least
        }
      }
    }
    if contrast != 1 {
      let mean = Float(image.reduce(0.0) { $0 + Double($1) } / Double(image.count))
      for pixel in image.indices {
        image[pixel] = mean + (image[pixel] - mean) * Float(contrast)
      }
    }
    if shift != 0 {
      for pixel in image.indices { image[pixel] += Float(shift) }
    }
    if noise != 0 {
      for pixel in stride(from: 0, to: image.count, by: 2) {
        let (first, second) = random.normalPair()
        image[pixel] += Float(noise * first)
        if pixel + 1 < image.count { image[pixel + 1] += Float(noise * second) }
      }
    }
  }
}
