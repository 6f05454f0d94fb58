/// The body of one phantom: its trunk, and what lies in it, in the order of painting.
///
/// Positions are those of a standard adult in mm (x left, y back, z head; the origin in the
/// middle of the body at the height of the liver's hilum), moved and resized at random.
struct PhantomAnatomy: Sendable {
  let trunk: Trunk
  /// Bends the whole body a little, so that nothing is an exact ellipsoid.
  let bending: (x: PhantomWaves, y: PhantomWaves, z: PhantomWaves)
  private(set) var organs: [PhantomOrgan] = []
  /// The couch's distance behind the back, in mm; nil where it is out of the picture.
  let couch: Float?
  let contrast: PhantomContrast

  init(fieldOfView: Float, _ random: inout SeededGenerator) {
    trunk = Trunk(fieldOfView: fieldOfView, &random)
    bending = (
      PhantomWaves(amplitude: 4, wavelength: 110, &random),
      PhantomWaves(amplitude: 4, wavelength: 110, &random),
      PhantomWaves(amplitude: 5, wavelength: 120, &random)
    )
    couch = random.between(0, 1) < 0.7 ? random.between(3, 14) : nil
    contrast = PhantomContrast(&random)
    organs += Self.chest(contrast, &random)
    organs += Self.muscles(&random)
    organs += Self.bowel(contrast, &random)
    organs += Self.liver(contrast, &random)
    organs += Self.spleen(contrast, &random)
    organs += Self.kidneys(contrast, &random)
    organs += Self.spine(&random)
    organs += Self.greatVessels(contrast, &random)
  }
}

/// How much contrast medium has arrived where, as HU.
struct PhantomContrast: Sendable {
  let liver: Float
  let spleen: Float
  let cortex: Float
  let medulla: Float
  let aorta: Float
  let veins: Float
  let hepaticVessels: Float

  init(_ random: inout SeededGenerator) {
    liver = random.between(60, 105)
    spleen = liver + random.between(-8, 20)
    cortex = random.between(130, 185)
    medulla = cortex - random.between(25, 60)
    aorta = random.between(140, 210)
    veins = random.between(105, 145)
    hepaticVessels = liver + random.between(25, 60)
  }
}

extension BodyPoint {
  /// This point moved at random by up to `reach` mm along every axis.
  func jittered(_ reach: Float, _ random: inout SeededGenerator) -> BodyPoint {
    self
      + BodyPoint(
        random.between(-reach, reach), random.between(-reach, reach),
        random.between(-reach, reach))
  }
}
