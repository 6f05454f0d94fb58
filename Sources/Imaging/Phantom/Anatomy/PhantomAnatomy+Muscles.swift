extension PhantomAnatomy {
  /// The muscles beside the spine, and vessels in the fat of the abdomen.
  static func muscles(_ random: inout SeededGenerator) -> [PhantomOrgan] {
    let marbling = PhantomWaves(amplitude: 14, wavelength: 14, &random)
    var organs: [PhantomOrgan] = []
    let bulk = random.between(0.9, 1.15)
    let back: [PhantomShape] = [-1, 1].map { side in
      .ellipsoid(
        [side * 31, 80, -20], radii: [27 * bulk, 15 * bulk, 400], tilt: [0, 0, side * 0.15],
        isBoxy: true)
    }
    // a sheet of fat sets them off from the wall
    organs.append(PhantomOrgan(shapes: back, joining: .blended(1), inset: -2, density: -85))
    organs.append(
      PhantomOrgan(shapes: back, joining: .blended(1), density: 52, texture: marbling))
    organs.append(
      PhantomOrgan(
        shapes: [-1, 1].map { side in
          .capsule(
            [side * 30, 44, -30], [side * 52, 34, -200], radius: 6 * bulk, endRadius: 26 * bulk)
        }, joining: .blended(1), density: 58, texture: marbling))
    // the legs of the diaphragm
    organs.append(
      PhantomOrgan(
        shapes: [-1, 1].map { side in
          .ellipsoid([side * 17 + 4, 22, 5], radii: [5, 18, 55], tilt: [0.1, 0, side * 0.5])
        }, joining: .blended(1), density: 55))
    let vessels: [PhantomShape] = (0..<220).map { _ in
      let start = BodyPoint(
        random.between(-95, 95), random.between(-75, 35), random.between(-190, 10))
      return .capsule(
        start, start.jittered(22, &random), radius: random.between(0.8, 2.6),
        endRadius: random.between(0.6, 1.6))
    }
    organs.append(
      PhantomOrgan(
        shapes: vessels, joining: .separate, region: .abdomen, regionInset: 5, density: 90))
    return organs
  }
}
