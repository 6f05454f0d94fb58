internal import Tensors

/// A change of grey values.
struct GreyChange {
  var shift = 0.0
  var contrast = 1.0
  var gamma = 1.0
  var noise = 0.0

  func apply(_ image: inout [Float], noiseSeed: UInt64) {
    if gamma != 1 { PlaneIntensity.adjustContrast(&image, gamma: Float(gamma)) }
    if contrast != 1 { PlaneIntensity.scaleAboutMean(&image, by: Float(contrast)) }
    if shift != 0 { PlaneIntensity.shift(&image, by: Float(shift)) }
    if noise != 0 { PlaneIntensity.addNoise(&image, sigma: Float(noise), seed: noiseSeed) }
  }
}
