extension PhantomAnatomy {
  /// The liver with its vessels, and the gallbladder.
  static func liver(
    _ contrast: PhantomContrast, _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    let shift = BodyPoint.zero.jittered(6, &random)
    let size = random.between(0.92, 1.1)
    let reach = random.between(0.7, 1.15)
    let shapes: [PhantomShape] = [
      .ellipsoid(
        shift + [-76, 4, 6], radii: BodyPoint(72, 84, 80) * size, tilt: [0, 0.18, 0]),
      .ellipsoid(
        shift + [-8, -46, 24], radii: BodyPoint(74 * reach, 34, 36) * size,
        tilt: [0, -0.15, 0.12]),
      .ellipsoid(shift + [-12, -4, 24], radii: [20, 20, 26]),
    ]
    let hilum = shift + [-24, -10, 2]
    var portal = VesselTree(
      root: hilum, direction: [-0.9, 0, 0.43], length: 30, radius: 6, forks: 5, &random
    ).branches
    portal +=
      VesselTree(
        root: hilum, direction: [0.3, -0.75, 0.58], length: 24, radius: 4.5, forks: 4, &random
      ).branches
    for direction: BodyPoint in [[-0.95, 0.1, -0.3], [-0.55, -0.8, -0.2], [0.2, -0.9, -0.3]] {
      portal +=
        VesselTree(
          root: [-20, 8, 44], direction: direction, length: 34, radius: 5, forks: 4, &random
        ).branches
    }
    return [
      PhantomOrgan(
        shapes: shapes,
        // the hollow between the lobes, open to the stomach and below
        carved: [
          .ellipsoid(shift + [10, 10, -24], radii: [46, 46, 44]),
          .ellipsoid(shift + [-14, -62, -22], radii: [9, 30, 38], tilt: [0, 0, 0.2]),
          // the bed of the right kidney
          .ellipsoid([-44, 58, -62], radii: [38, 38, 62]),
        ],
        joining: .blended(16), region: .abdomen, regionInset: 2,
        bumps: PhantomWaves(amplitude: 3.5, wavelength: 55, &random), density: contrast.liver,
        texture: PhantomWaves(amplitude: 5, wavelength: 16, count: 6, &random), label: .liver),
      PhantomOrgan(
        shapes: portal, joining: .separate, density: contrast.hepaticVessels, label: nil,
        onlyOver: .liver),
      PhantomOrgan(
        shapes: [
          .ellipsoid(
            shift + [-44, -42, -34], radii: BodyPoint(15, 19, 30) * random.between(0.75, 1.1),
            tilt: [0.4, 0.1, 0])
        ], region: .abdomen, regionInset: 5,
        bumps: PhantomWaves(amplitude: 1.5, wavelength: 40, &random), density: 8),
    ]
  }

  static func spleen(
    _ contrast: PhantomContrast, _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    let shift = BodyPoint.zero.jittered(6, &random)
    let size = random.between(0.85, 1.15)
    return [
      PhantomOrgan(
        shapes: [
          .ellipsoid(
            shift + [102, 36, 10], radii: BodyPoint(36, 50, 52) * size, tilt: [-0.35, 0, 0.1])
        ],
        carved: [.ellipsoid(shift + [60, 6, 12], radii: [30, 52, 70], tilt: [0, 0, -0.4])],
        joining: .blended(8), region: .abdomen, regionInset: 2,
        bumps: PhantomWaves(amplitude: 3, wavelength: 40, &random), density: contrast.spleen,
        texture: PhantomWaves(amplitude: 4, wavelength: 16, count: 6, &random), label: .spleen)
    ]
  }
}
