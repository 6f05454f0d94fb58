/// Something inside the body, painted over what was painted before it.
struct PhantomOrgan: Sendable {
  /// Where the organ may be.
  enum Region: Sendable {
    case anywhere
    /// Inside the wall of the trunk.
    case trunk
    /// Inside the wall of the trunk and under the diaphragm.
    case abdomen
    /// Inside the lungs.
    case lung
  }

  /// Whether shapes melt into one another or are painted one after the other.
  enum Joining: Sendable {
    /// One surface with fillets of about this radius, in mm.
    case blended(Float)
    case separate
  }

  var shapes: [PhantomShape]
  /// Taken away from the shapes.
  var carved: [PhantomShape] = []
  var joining = Joining.blended(6)
  var region = Region.anywhere
  /// How far inside the region and the shapes' own surface the organ begins, in mm.
  var regionInset: Float = 3
  var inset: Float = 0
  /// Bumps of the surface, in mm.
  var bumps = PhantomWaves.none
  /// HU.
  var density: Float
  /// Variation inside the organ, in HU.
  var texture = PhantomWaves.none
  /// Gas lies in front of this y, in mm.
  var gasLevel: Float?
  /// The label given; nil for one that leaves what is there (vessels inside the liver).
  var label: PhantomLabel? = .background
  /// Painted only over this label.
  var onlyOver: PhantomLabel?
}
