using Lab.LocalHosting;

namespace Lab.Tests.LocalHosting;

public sealed class PortHolderTests
{
    [Fact]
    public void Finds_the_listening_socket_among_those_of_the_same_port()
    {
        const string Table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:20E4 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 1111 1 0000000000000000 20 4 30 10 -1
               1: 0100007F:20E4 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2222 1 0000000000000000 100 0 0 10 0
               2: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3333 1 0000000000000000 100 0 0 10 0
            """;

        Assert.Equal("2222", PortHolder.Inode(Table, 8420));
        Assert.Null(PortHolder.Inode(Table, 8421));
    }

    [Theory]
    [InlineData("p4321\nf12\n", 4321)]
    [InlineData("", null)]
    [InlineData("lsof: status error\n", null)]
    public void Reads_the_process_id_that_lsof_tells(string output, int? expected) => Assert.Equal(expected, PortHolder.FromLsof(output));
}
