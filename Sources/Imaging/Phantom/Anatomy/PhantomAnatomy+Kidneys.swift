extension PhantomAnatomy {
  /// Both kidneys in their fat, with cortex, medulla and a fatty middle that opens inwards.
  static func kidneys(
    _ contrast: PhantomContrast, _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    let right = BodyPoint(-54, 37, -55).jittered(6, &random)
    let left = BodyPoint(54, 37, -41).jittered(6, &random)
    return kidney(at: right, side: -1, contrast, &random)
      + kidney(at: left, side: 1, contrast, &random)
  }

  private static func kidney(
    at centre: BodyPoint, side: Float, _ contrast: PhantomContrast,
    _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    let size = random.between(0.92, 1.1)
    // the upper pole leans to the spine and to the back
    let tilt = BodyPoint(-0.2, -side * 0.2, side * random.between(0.4, 0.8))
    let body = PhantomShape.ellipsoid(
      centre, radii: BodyPoint(26, 23, 53) * size, tilt: tilt)
    let bumps = PhantomWaves(amplitude: 1.8, wavelength: 30, &random)
    // towards the spine and a little to the front
    let inwards = BodyPoint(-side * 0.86, -0.5, 0)
    let middle = centre + inwards * 15
    let pyramids: [PhantomShape] = (0..<22).map { index in
      let level = Float(index % 5 - 2) * 14.5 * size
      let angle = (Float(index / 5) - 1.75) * 0.95
      let outwards = BodyPoint(
        -inwards.x * cosine(angle) + inwards.y * sine(angle),
        -inwards.y * cosine(angle) - inwards.x * sine(angle), 0)
      let place = centre + outwards * (12 * size) + BodyPoint(0, 0, level)
      return .ellipsoid(place.jittered(1.5, &random), radii: [5.6, 5.6, 5.8])
    }
    let perirenal = PhantomOrgan(
      shapes: [.ellipsoid(centre, radii: BodyPoint(33, 29, 57) * size, tilt: tilt)],
      region: .abdomen, regionInset: 1, density: -103)
    var cortex = PhantomOrgan(
      shapes: [body], region: .abdomen, regionInset: 3, bumps: bumps, density: contrast.cortex,
      label: .kidney)
    cortex.texture = PhantomWaves(amplitude: 5, wavelength: 14, &random)
    return [
      perirenal, cortex,
      PhantomOrgan(
        shapes: pyramids, joining: .separate, density: contrast.medulla, label: nil,
        onlyOver: .kidney),
      PhantomOrgan(
        shapes: [.ellipsoid(middle, radii: BodyPoint(15, 8, 27) * size, tilt: tilt)],
        bumps: PhantomWaves(amplitude: 3, wavelength: 18, &random), density: -80),
      // the pelvis with urine, and the artery and vein that enter
      PhantomOrgan(
        shapes: [.ellipsoid(middle - inwards * 3, radii: [8, 4.5, 14], tilt: tilt)],
        density: 10),
      PhantomOrgan(
        shapes: [
          .capsule([side * 8 + 6, 16, centre.z + 12], middle + [0, -2, 6], radius: 3),
          .capsule([side * 6 - 12, 12, centre.z + 16], middle + [0, -6, 10], radius: 4.5),
        ], joining: .separate, density: contrast.veins + 15),
    ]
  }
}
