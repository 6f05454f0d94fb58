extension PhantomAnatomy {
  /// Vertebrae with a dense rim, discs between them, and the canal.
  static func spine(_ random: inout SeededGenerator) -> [PhantomOrgan] {
    let offset = random.between(-16, 16)
    let marrow = random.between(130, 230)
    let trabeculae = PhantomWaves(amplitude: 35, wavelength: 7, count: 6, &random)
    let levels = stride(from: Float(-250), through: 260, by: 33).map { $0 + offset }
    let bodies: [PhantomShape] = levels.map {
      .ellipsoid([0, 42, $0], radii: [22.5, 16.5, 13.8], isBoxy: true)
    }
    let arches: [PhantomShape] = levels.flatMap { z -> [PhantomShape] in
      [
        .ellipsoid([0, 68, z - 2], radii: [17, 13, 12]),
        .ellipsoid([0, 92, z - 10], radii: [3.6, 15, 9]),
        .capsule([-13, 64, z], [-36, 71, z + 2], radius: 5, endRadius: 3.5),
        .capsule([13, 64, z], [36, 71, z + 2], radius: 5, endRadius: 3.5),
        .ellipsoid([-18, 70, z - 14], radii: [6.5, 6.5, 10]),
        .ellipsoid([18, 70, z - 14], radii: [6.5, 6.5, 10]),
      ]
    }
    return [
      PhantomOrgan(
        shapes: levels.map { .ellipsoid([0, 42, $0 + 16.5], radii: [22, 16, 7], isBoxy: true) },
        joining: .separate, density: 88),
      PhantomOrgan(shapes: bodies, joining: .separate, density: 430),
      PhantomOrgan(
        shapes: bodies, joining: .separate, inset: 2.2, density: marrow, texture: trabeculae),
      PhantomOrgan(
        shapes: arches, joining: .separate,
        bumps: PhantomWaves(amplitude: 1.5, wavelength: 25, &random), density: 520),
      PhantomOrgan(
        shapes: arches, joining: .separate, inset: 2.4,
        bumps: PhantomWaves(amplitude: 1.5, wavelength: 25, &random), density: 260),
      PhantomOrgan(
        shapes: [.ellipsoid([0, 67.5, 0], radii: [11, 8.5, 3000])], density: 15),
      PhantomOrgan(
        shapes: [.ellipsoid([0, 67.5, 0], radii: [6, 4.5, 3000])], density: 42),
    ]
  }
}
