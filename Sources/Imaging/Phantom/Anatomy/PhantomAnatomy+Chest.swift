extension PhantomAnatomy {
  /// Lung vessels, the middle of the chest, the heart. The lungs are part of the trunk.
  static func chest(
    _ contrast: PhantomContrast, _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    var vessels: [PhantomShape] = []
    for side: Float in [-1, 1] {
      for _ in 0..<14 {
        let direction = BodyPoint(
          side * random.between(0.1, 1), random.between(-0.7, 1), random.between(-1, 0.3))
        vessels +=
          VesselTree(
            root: BodyPoint(side * 38, 5, 115).jittered(12, &random),
            direction: direction / dot(direction, direction).squareRoot(),
            length: random.between(26, 40), radius: random.between(2.6, 4.5), forks: 5, &random
          ).branches
      }
    }
    let heart = BodyPoint(18, -38, 92).jittered(6, &random)
    return [
      PhantomOrgan(
        shapes: vessels, joining: .separate, region: .lung, regionInset: 2, density: 40),
      // fat and connective tissue between the lungs
      PhantomOrgan(
        shapes: [
          .ellipsoid([2, -25, 130], radii: [38, 62, 95]),
          .ellipsoid([4, 30, 130], radii: [30, 30, 160]),
        ], joining: .blended(12), region: .trunk, regionInset: 1,
        bumps: PhantomWaves(amplitude: 4, wavelength: 50, &random), density: -70,
        texture: PhantomWaves(amplitude: 20, wavelength: 25, &random)),
      PhantomOrgan(
        shapes: [
          .ellipsoid(heart, radii: [58, 44, 46], tilt: [0, 0.4, 0.5]),
          .ellipsoid(heart + [-25, 12, 15], radii: [34, 36, 36]),
        ], joining: .blended(14), region: .trunk, regionInset: 3, density: 75,
        texture: PhantomWaves(amplitude: 6, wavelength: 40, &random)),
      // its chambers
      PhantomOrgan(
        shapes: [
          .ellipsoid(heart + [16, -2, -2], radii: [34, 20, 24], tilt: [0, 0.4, 0.5]),
          .ellipsoid(heart + [-28, 10, 12], radii: [22, 24, 26]),
        ], joining: .blended(3), region: .trunk, regionInset: 10, density: contrast.aorta - 15),
      // the gullet
      PhantomOrgan(
        shapes: PhantomShape.tube(
          [[2, 20, 230], [6, 16, 60], [28, 0, 34]], radius: random.between(6.5, 9)),
        density: 45),
    ]
  }
}
