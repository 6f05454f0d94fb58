internal import Tensors

extension Augmentation {
  /// Changes the intensities as the seed has it.
  func changeIntensities(_ image: inout [Float], seed: UInt64) {
    if let contrast {
      var random = SliceRandom(seed, .contrast)
      if random.happens(contrast.probability) {
        PlaneIntensity.adjustContrast(&image, gamma: Float(random.within(contrast.gamma)))
      }
    }
    if let intensityShift {
      var random = SliceRandom(seed, .intensityShift)
      if random.happens(intensityShift.probability) {
        PlaneIntensity.shift(&image, by: Float(random.within(intensityShift.range)))
      }
    }
    if let noise {
      var random = SliceRandom(seed, .noise)
      if random.happens(noise.probability) {
        let sigma = Float(random.within(noise.sigma))
        PlaneIntensity.addNoise(&image, sigma: sigma, seed: random.next())
      }
    }
  }
}
