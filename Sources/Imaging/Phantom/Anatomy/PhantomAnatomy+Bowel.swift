extension PhantomAnatomy {
  /// Loops of small bowel, the colon and the stomach, with gas above fluid, and the pancreas.
  static func bowel(
    _ contrast: PhantomContrast, _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    var organs: [PhantomOrgan] = []
    for _ in 0..<34 {
      organs += loop(&random)
    }
    organs += colon(&random)
    organs += stomach(&random)
    organs += pancreas(contrast, &random)
    return organs
  }

  private static func loop(_ random: inout SeededGenerator) -> [PhantomOrgan] {
    var points = [
      BodyPoint(random.between(-85, 85), random.between(-72, 0), random.between(-190, -32))
    ]
    for _ in 0..<3 { points.append(points[points.count - 1].jittered(26, &random)) }
    let radius = random.between(8, 12.5)
    let bumps = PhantomWaves(amplitude: 1.2, wavelength: 18, &random)
    let hasGas = random.between(0, 1) < 0.25
    return hollow(
      PhantomShape.tube(points, radius: radius), blend: 5, wall: 3, bumps: bumps,
      wallDensity: random.between(55, 100), content: random.between(5, 40),
      gasLevel: hasGas ? points[0].y - random.between(0, 4) : nil, &random)
  }

  private static func colon(_ random: inout SeededGenerator) -> [PhantomOrgan] {
    let flank = random.between(96, 108)
    let sag = random.between(-25, 5)
    let parts: [[BodyPoint]] = [
      [[-flank, 12, -210], [-flank, 14, -120], [-flank + 6, 2, -78]],
      [
        [-flank + 12, -30, -72], [-55, -68, -60 + sag], [0, -76, -70 + sag], [55, -66, -50 + sag],
        [92, -20, -22],
      ],
      [[103, 20, -30], [flank + 4, 28, -90], [flank, 24, -210]],
    ]
    return parts.flatMap { part in
      hollow(
        PhantomShape.tube(part.map { $0.jittered(4, &random) }, radius: random.between(15, 21)),
        blend: 8, wall: 2.5, bumps: PhantomWaves(amplitude: 4.5, wavelength: 26, &random),
        wallDensity: 50, content: random.between(-40, 50),
        gasLevel: part[1].y - random.between(-6, 8), &random)
    }
  }

  private static func stomach(_ random: inout SeededGenerator) -> [PhantomOrgan] {
    let shift = BodyPoint.zero.jittered(6, &random)
    let size = random.between(0.8, 1.1)
    let fluid: Float = random.between(0, 1) < 0.2 ? 190 : random.between(5, 40)
    return hollow(
      [
        .ellipsoid(shift + [60, 8, 32], radii: BodyPoint(36, 36, 34) * size),
        .ellipsoid(shift + [58, -28, 8], radii: BodyPoint(32, 34, 42) * size),
        .capsule(
          shift + [45, -48, -18], shift + [-8, -44, -30], radius: 20 * size,
          endRadius: 13 * size),
      ], blend: 22, wall: 4.5, bumps: PhantomWaves(amplitude: 3, wavelength: 45, &random),
      wallDensity: 65, content: fluid, gasLevel: shift.y - random.between(20, 50), &random)
  }

  /// A wall with something inside.
  private static func hollow(
    _ shapes: [PhantomShape], blend: Float, wall: Float, bumps: PhantomWaves,
    wallDensity: Float, content: Float, gasLevel: Float?, _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    let outside = PhantomOrgan(
      shapes: shapes, joining: .blended(blend), region: .abdomen, regionInset: 4, bumps: bumps,
      density: wallDensity)
    var inside = outside
    inside.inset = wall
    inside.regionInset += wall
    inside.density = content
    inside.gasLevel = gasLevel
    inside.texture = PhantomWaves(amplitude: 12, wavelength: 12, &random)
    return [outside, inside]
  }

  private static func pancreas(
    _ contrast: PhantomContrast, _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    let path: [BodyPoint] = [
      [-26, -14, -42], [-18, -20, -22], [6, -24, -12], [36, -6, -4], [72, 14, 4],
    ]
    let shapes = zip(path, path.dropFirst()).enumerated().map { index, ends in
      PhantomShape.capsule(
        ends.0.jittered(2, &random), ends.1, radius: 12.5 - Float(index) * 1.3,
        endRadius: 11.5 - Float(index) * 1.3)
    }
    return [
      PhantomOrgan(
        shapes: shapes, joining: .blended(6), region: .abdomen, regionInset: 5,
        bumps: PhantomWaves(amplitude: 2.2, wavelength: 13, &random),
        density: contrast.liver - 8, texture: PhantomWaves(amplitude: 14, wavelength: 9, &random)),
      // the vein of the spleen along its back, and the portal vein
      PhantomOrgan(
        shapes: PhantomShape.tube(
          [[82, 22, 6], [38, 4, -2], [4, -10, -10], [-22, -12, 2]], radius: 4.6),
        joining: .blended(2), density: contrast.veins + 15),
    ]
  }
}
