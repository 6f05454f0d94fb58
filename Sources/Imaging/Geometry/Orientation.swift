import CNIfTI

/// A direction in the patient's body.
public enum PatientDirection: Character, Sendable, Hashable, CaseIterable {
  case right = "R"
  case left = "L"
  case anterior = "A"
  case posterior = "P"
  case superior = "S"
  case inferior = "I"

  /// The line that the direction lies on.
  public enum Axis: Sendable, Hashable { case leftRight, posteriorAnterior, inferiorSuperior }

  public var axis: Axis {
    switch self {
    case .right, .left: .leftRight
    case .anterior, .posterior: .posteriorAnterior
    case .superior, .inferior: .inferiorSuperior
    }
  }

  init?(niftiCode: Int32) {
    switch niftiCode {
    case NIFTI_L2R: self = .right
    case NIFTI_R2L: self = .left
    case NIFTI_P2A: self = .anterior
    case NIFTI_A2P: self = .posterior
    case NIFTI_I2S: self = .superior
    case NIFTI_S2I: self = .inferior
    default: return nil
    }
  }
}

/// Where each stored axis points, to the nearest patient direction.
public struct Orientation: Hashable, Sendable, CustomStringConvertible {
  /// For each stored axis, the direction in which its index grows; three different `axis` values.
  public let directions: [PatientDirection]

  public init(_ i: PatientDirection, _ j: PatientDirection, _ k: PatientDirection) {
    directions = [i, j, k]
  }

  /// The three-letter code, "RAS" or "LPS": the direction of growing index, as nibabel names it.
  public var code: String { String(directions.map(\.rawValue)) }

  /// The stored axis (0, 1 or 2) that lies along `axis`.
  public func storedAxis(along axis: PatientDirection.Axis) -> Int? {
    directions.firstIndex { $0.axis == axis }
  }

  public var description: String { code }
}
