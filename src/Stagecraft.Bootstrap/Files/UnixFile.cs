using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Stagecraft.Bootstrap;

/// <summary>The owner and the mode of a file or directory. .NET provides only the mode.</summary>
/// <param name="Owner">The user's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="IsLink">It is a symbolic link.</param>
/// <param name="IsDirectory">It is a directory.</param>
/// <param name="IsOrdinary">It is a regular file, not a device, pipe or socket.</param>
internal sealed record UnixFile(uint Owner, uint Group, UnixFileMode Mode, bool IsLink, bool IsDirectory, bool IsOrdinary)
{
    private const UnixFileMode AllModes = (UnixFileMode)0xFFF;
    private const int FormatMask = 0xF000;
    private const int DirectoryFormat = 0x4000;
    private const int LinkFormat = 0xA000;
    private const int OrdinaryFormat = 0x8000;

    /// <summary>True if it belongs to this process's user or to root, who has all permissions anyway.</summary>
    public bool IsOursOrRoots => Owner == 0 || Owner == Native.UserId();

    public bool IsOurs => Owner == Native.UserId();

    /// <summary>True if its group is this process's group, which has only one member on many systems.</summary>
    public bool HasOurGroup => Group == Native.GroupId();

    /// <summary>True if users other than its owner may write to it.</summary>
    public bool IsWritableByOthers => (Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None;

    /// <summary>True if all users may write to it, or the members of a group that is neither ours nor root's.</summary>
    public bool IsWritableByEverybody =>
        (Mode & UnixFileMode.OtherWrite) != UnixFileMode.None || ((Mode & UnixFileMode.GroupWrite) != UnixFileMode.None && !HasOurGroup && Group != 0);

    /// <summary>True if users other than its owner may read or change it. ssh rejects such a private key if it belongs to its user.</summary>
    public bool IsReadableByOthers => IsOrdinary && (Mode & (UnixFileMode)0x3F) != UnixFileMode.None;

    /// <summary>The file at a path. Null if there is none, and on systems without Unix owners.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="followLink">Whether to describe the target of a link instead of the link.</param>
    public static UnixFile? At(string path, bool followLink = true)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) return null;
        return OperatingSystem.IsLinux() ? AtLinux(path, followLink)
            : OperatingSystem.IsMacOS() ? AtMac(path, followLink)
            : null;
    }

    // https://man7.org/linux/man-pages/man2/statx.2.html: the same layout on every architecture.
    [SupportedOSPlatform("linux")]
    private static UnixFile? AtLinux(string path, bool followLink)
    {
        const int fromCurrentDirectory = -100;
        const int noFollow = 0x100;
        const uint typeModeAndOwner = 0x1 | 0x2 | 0x8 | 0x10;
        var status = new byte[256];
        if (Native.Statx(fromCurrentDirectory, Terminated(path), followLink ? 0 : noFollow, typeModeAndOwner, status) != 0) return null;
        return Of(Number(status, 20), Number(status, 24), BitConverter.ToUInt16(status, 28));
    }

    // https://github.com/apple-oss-distributions/xnu/blob/main/bsd/sys/stat.h, with 64-bit inodes.
    [SupportedOSPlatform("macos")]
    private static UnixFile? AtMac(string path, bool followLink)
    {
        var status = new byte[256];
        var isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        var result = (isArm, followLink) switch
        {
            (true, true) => Native.StatArm(Terminated(path), status),
            (true, false) => Native.LstatArm(Terminated(path), status),
            (false, true) => Native.StatIntel(Terminated(path), status),
            _ => Native.LstatIntel(Terminated(path), status),
        };
        return result != 0 ? null : Of(Number(status, 16), Number(status, 20), BitConverter.ToUInt16(status, 4));
    }

    private static UnixFile Of(uint owner, uint group, int mode) =>
        new(owner, group, (UnixFileMode)mode & AllModes, (mode & FormatMask) == LinkFormat, (mode & FormatMask) == DirectoryFormat, (mode & FormatMask) == OrdinaryFormat);

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static uint Number(byte[] status, int offset) => BitConverter.ToUInt32(status, offset);

#pragma warning disable SYSLIB1054 // Generated marshalling needs unsafe code, which this assembly does not allow.
    private static class Native
    {
        private const string C = "libc";

        [DllImport(C, EntryPoint = "geteuid"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern uint UserId();

        [DllImport(C, EntryPoint = "getegid"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern uint GroupId();

        [DllImport(C, EntryPoint = "statx"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Statx(int directory, byte[] path, int flags, uint mask, [Out] byte[] status);

        [DllImport(C, EntryPoint = "stat"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int StatArm(byte[] path, [Out] byte[] status);

        [DllImport(C, EntryPoint = "lstat"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int LstatArm(byte[] path, [Out] byte[] status);

        [DllImport(C, EntryPoint = "stat$INODE64"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int StatIntel(byte[] path, [Out] byte[] status);

        [DllImport(C, EntryPoint = "lstat$INODE64"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int LstatIntel(byte[] path, [Out] byte[] status);
    }
#pragma warning restore SYSLIB1054
}
