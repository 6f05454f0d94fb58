/// The reference labels of the phantom.
public enum PhantomLabel: UInt8, Sendable, CaseIterable {
  case background = 0
  case liver = 1
  case spleen = 2
  case kidney = 3
  case aorta = 4

  /// The name in `dataset.json`.
  public var name: String { String(describing: self) }
}
