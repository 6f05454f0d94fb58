extension PhantomAnatomy {
  /// The vena cava, and the aorta down to its fork with its first branches.
  static func greatVessels(
    _ contrast: PhantomContrast, _ random: inout SeededGenerator
  ) -> [PhantomOrgan] {
    let path: [BodyPoint] = [
      [24, 30, 260], [20, 26, 110], [14, 18, 40], [9, 13, -20], [5, 12, -80], [2, 12, -126],
    ]
    let course = path.map { $0.jittered(2, &random) }
    let radius = random.between(9.5, 12.5)
    let fork = course[course.count - 1]
    return [
      PhantomOrgan(
        shapes: PhantomShape.tube(
          [[-20, 14, -230], [-22, 15, -100], [-24, 14, 0], [-22, 6, 50], [-20, -18, 84]],
          radius: random.between(9, 11.5)),
        joining: .blended(4), density: contrast.veins,
        texture: PhantomWaves(amplitude: 6, wavelength: 22, &random)),
      PhantomOrgan(
        shapes: [
          .capsule(course[3] + [0, -8, 14], course[3] + [-2, -28, 10], radius: 3.4),
          .capsule(course[3] + [-2, -28, 10], [-18, -24, 2], radius: 2.6),
          .capsule(course[3] + [-2, -28, 10], [30, -8, 4], radius: 2.6),
          .capsule(course[3] + [0, -8, -4], course[3] + [-2, -24, -22], radius: 3.6),
          .capsule(course[3] + [-2, -24, -22], [-2, -34, -150], radius: 3.4),
          .capsule(fork, [42, 20, -230], radius: 6.5),
          .capsule(fork, [-42, 20, -230], radius: 6.5),
        ], joining: .separate, density: contrast.aorta),
      PhantomOrgan(
        shapes: PhantomShape.tube(course, radius: radius), joining: .blended(5),
        density: contrast.aorta, label: .aorta),
    ]
  }
}
