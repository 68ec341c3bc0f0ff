using System.Runtime.Versioning;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Files;

/// <summary>The owner, the group, the mode and the type of files. Other owners are simulated, because only root can give files away.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class UnixFileTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly UnixFile Ours = MadeByThisProcess();

    [TestMethod]
    public void A_file_that_this_process_creates_is_ours_and_has_our_group()
    {
        Assert.IsTrue(Ours.IsOurs);
        Assert.IsTrue(Ours.IsOursOrRoots);
        Assert.IsTrue(Ours.HasOurGroup);
    }

    [TestMethod]
    public void A_file_of_another_user_is_not_ours()
    {
        var file = Ours with { Owner = Ours.Owner + 12345 };

        Assert.IsFalse(file.IsOurs);
        Assert.IsFalse(file.IsOursOrRoots);
    }

    [TestMethod]
    public void A_file_of_root_is_trusted() => Assert.IsTrue((Ours with { Owner = 0 }).IsOursOrRoots);

    [TestMethod]
    public void A_file_of_another_group_does_not_have_our_group() => Assert.IsFalse((Ours with { Group = Ours.Group + 12345 }).HasOurGroup);

    [TestMethod]
    [DataRow(UnixFileMode.None, false)]
    [DataRow(UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute, false)]
    [DataRow(UnixFileMode.GroupWrite, true)]
    [DataRow(UnixFileMode.OtherWrite, true)]
    [DataRow(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite, true)]
    public void A_group_or_all_users_with_write_permission_are_others(UnixFileMode mode, bool expected) =>
        Assert.AreEqual(expected, (Ours with { Mode = Private | mode }).IsWritableByOthers);

    [TestMethod]
    [DataRow(UnixFileMode.None, false)]
    [DataRow(UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead, false)]
    [DataRow(UnixFileMode.GroupWrite, true)]
    [DataRow(UnixFileMode.OtherWrite, true)]
    public void Another_group_with_write_permission_counts_as_everybody(UnixFileMode mode, bool expected) =>
        Assert.AreEqual(expected, (Ours with { Group = Ours.Group + 12345, Mode = Private | mode }).IsWritableByEverybody);

    [TestMethod]
    [DataRow(UnixFileMode.None, false)]
    [DataRow(UnixFileMode.GroupWrite, false)]
    [DataRow(UnixFileMode.OtherWrite, true)]
    public void Our_group_or_roots_with_write_permission_does_not_count_as_everybody(UnixFileMode mode, bool expected)
    {
        Assert.AreEqual(expected, (Ours with { Mode = Private | mode }).IsWritableByEverybody);
        Assert.AreEqual(expected, (Ours with { Group = 0, Mode = Private | mode }).IsWritableByEverybody);
    }

    [TestMethod]
    [DataRow(UnixFileMode.None, false)]
    [DataRow(UnixFileMode.GroupRead, true)]
    [DataRow(UnixFileMode.OtherRead, true)]
    [DataRow(UnixFileMode.OtherExecute, true)]
    [DataRow(UnixFileMode.GroupWrite, true)]
    [DataRow(UnixFileMode.UserExecute | UnixFileMode.SetUser | UnixFileMode.StickyBit, false)]
    public void A_permission_of_the_group_or_of_all_users_makes_a_file_readable_by_others(UnixFileMode mode, bool expected)
    {
        Assert.AreEqual(expected, (Ours with { Mode = Private | mode }).IsReadableByOthers);
        Assert.IsFalse((Ours with { Mode = Private | mode, IsOrdinary = false }).IsReadableByOthers, "only regular files count");
    }

    [TestMethod]
    [DataRow(Private)]
    [DataRow(Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    [DataRow(Private | UnixFileMode.UserExecute | UnixFileMode.GroupWrite | UnixFileMode.OtherExecute)]
    public void The_mode_of_a_file_is_read(UnixFileMode mode)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "text");
        File.SetUnixFileMode(path, mode);

        var file = UnixFile.At(path)!;

        Assert.AreEqual(mode, file.Mode);
        Assert.AreEqual((false, false, true), (file.IsLink, file.IsDirectory, file.IsOrdinary));
    }

    [TestMethod]
    public void A_directory_is_neither_a_file_nor_a_link()
    {
        using var folder = new TemporaryFolder();

        var file = UnixFile.At(folder.Root)!;

        Assert.AreEqual((false, true, false), (file.IsLink, file.IsDirectory, file.IsOrdinary));
        Assert.AreEqual(File.GetUnixFileMode(folder.Root), file.Mode);
    }

    [TestMethod]
    public void A_link_is_followed_only_on_request()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.PathOf("link"), folder.Write("file", "text"));

        var link = UnixFile.At(folder.PathOf("link"), followLink: false)!;
        var target = UnixFile.At(folder.PathOf("link"), followLink: true)!;

        Assert.AreEqual((true, false, false), (link.IsLink, link.IsDirectory, link.IsOrdinary));
        Assert.AreEqual(UnixFile.At(folder.PathOf("file")), target);
        Assert.AreEqual(target, UnixFile.At(folder.PathOf("link")), "links are followed by default");
    }

    [TestMethod]
    public void A_link_without_a_target_is_found_only_as_a_link()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("nowhere"));

        Assert.IsNull(UnixFile.At(folder.PathOf("link")));
        Assert.IsTrue(UnixFile.At(folder.PathOf("link"), followLink: false)!.IsLink);
    }

    [TestMethod]
    public void A_device_is_not_a_regular_file()
    {
        var file = UnixFile.At("/dev/null")!;

        Assert.AreEqual((false, false, false), (file.IsLink, file.IsDirectory, file.IsOrdinary));
        Assert.IsFalse(file.IsReadableByOthers);
    }

    [TestMethod]
    public async Task A_pipe_is_not_a_regular_file()
    {
        using var folder = new TemporaryFolder();
        await ShellCommand.ShAsync($"mkfifo '{folder.PathOf("pipe")}'\n");

        var file = UnixFile.At(folder.PathOf("pipe"))!;

        Assert.AreEqual((false, false, false), (file.IsLink, file.IsDirectory, file.IsOrdinary));
    }

    [TestMethod]
    [DataRow("nowhere")]
    [DataRow("file\0")]
    [DataRow("file/below")]
    public void A_path_without_a_file_has_no_owner(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "text");

        Assert.IsNull(UnixFile.At($"{folder.Root}/{name}"));
    }

    private static UnixFile MadeByThisProcess()
    {
        using var folder = new TemporaryFolder();
        return UnixFile.At(folder.Write("file", "text"))!;
    }
}
