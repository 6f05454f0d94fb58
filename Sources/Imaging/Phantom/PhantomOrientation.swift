/// Which way the voxel axes of a phantom run: right/left, front/back, head/feet.
public enum PhantomOrientation: String, Sendable, CaseIterable, Codable {
  case ras = "RAS"
  case las = "LAS"
  case lps = "LPS"
  case rps = "RPS"
  case rai = "RAI"
  case lpi = "LPI"

  /// 1 where the axis runs to the right, the front or the head (NIfTI's directions), otherwise −1.
  public var signs: (x: Double, y: Double, z: Double) {
    let letters = Array(rawValue)
    return (letters[0] == "R" ? 1 : -1, letters[1] == "A" ? 1 : -1, letters[2] == "S" ? 1 : -1)
  }
}
