import CKernels

/// What the processor offers to the kernels.
public enum Processor {
  /// The vector units that the kernels choose among, best first; empty where none is known.
  public static var features: [String] {
    [("avx512", ck_has_avx512()), ("avx2", ck_has_avx2())].filter(\.1).map(\.0)
  }
}
