internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Single-precision matrix products through OpenBLAS, one thread each.
///
/// OpenBLAS never starts threads here: kernels split their work into fixed tiles, each one call on
/// one thread of a `ThreadTeam`, so that results don't depend on the number of threads.
public enum BLAS {
  /// Whether a factor is stored as the product reads it, or with rows and columns exchanged.
  public enum Storage: Sendable {
    case normal
    case transposed
  }

  /// A matrix to read: its first element, the distance between rows as stored, in floats, and its
  /// storage.
  public struct Matrix {
    public var elements: UnsafePointer<Float>
    public var stride: Int
    public var storage: Storage

    public init(_ elements: UnsafePointer<Float>, stride: Int, _ storage: Storage = .normal) {
      self.elements = elements
      self.stride = stride
      self.storage = storage
    }
  }

  /// C = alpha A B + beta C, with A `(m, k)`, B `(k, n)` and C `(m, n)`, all row-major.
  ///
  /// With `beta` 0, C need not be initialised. C must not overlap A or B.
  public static func gemm(
    m: Int, n: Int, k: Int, alpha: Float = 1, _ a: Matrix, _ b: Matrix, beta: Float = 0,
    into c: UnsafeMutablePointer<Float>, stride: Int
  ) {
    guard m > 0, n > 0 else { return }
    configure
    cblas_sgemm(
      CblasRowMajor, a.storage.cblas, b.storage.cblas, blasint(m), blasint(n), blasint(k), alpha,
      a.elements, blasint(a.stride), b.elements, blasint(b.stride), beta, c, blasint(stride))
  }

  /// The kernel set that OpenBLAS chose for this processor, for example `SkylakeX`.
  public static var kernelName: String {
    configure
    return String(cString: openblas_get_corename())
  }

  /// OpenBLAS's version and build options, for example `OpenBLAS 0.3.21 DYNAMIC_ARCH …`.
  public static var configuration: String {
    String(cString: openblas_get_config())
  }

  /// The value of `OPENBLAS_CORETYPE`, with which a user overrides the choice of kernels, if set.
  public static var environmentOverride: String? {
    guard let value = getenv("OPENBLAS_CORETYPE"), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  private static let configure: Void = openblas_set_num_threads(1)
}

extension BLAS.Storage {
  fileprivate var cblas: CBLAS_TRANSPOSE {
    switch self {
    case .normal: CblasNoTrans
    case .transposed: CblasTrans
    }
  }
}
