/// Which neighbours of a pixel belong to the same component.
public enum Connectivity: Int, Sendable, CaseIterable, Codable {
  /// Pixels that share an edge: SciPy's default structure.
  case four = 4
  /// Pixels that share an edge or a corner.
  case eight = 8
}
