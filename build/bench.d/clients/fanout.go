// Sends the engine's script to all servers with golang.org/x/crypto/ssh: fanout FOLDER ADDRESSES KEY PORT PARALLEL.
// FOLDER has known_hosts, the command, and the script that is its standard input. Each answer becomes a file in its folder answers.
package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

type fanOut struct {
	config  *ssh.ClientConfig
	port    string
	command string
	script  []byte
	answers string
}

func main() {
	if len(os.Args) != 6 {
		fail(fmt.Errorf("usage: fanout FOLDER ADDRESSES KEY PORT PARALLEL"))
	}
	fan, err := prepare(os.Args[1], os.Args[3], os.Args[4])
	fail(err)
	addresses, err := os.ReadFile(os.Args[2])
	fail(err)
	parallel, err := strconv.Atoi(os.Args[5])
	fail(err)

	var asked sync.WaitGroup
	turns := make(chan struct{}, parallel)
	for _, address := range strings.Fields(string(addresses)) {
		asked.Add(1)
		turns <- struct{}{}
		go func(address string) {
			if err := fan.ask(address); err != nil {
				fail(fmt.Errorf("%s: %w", address, err))
			}
			<-turns
			asked.Done()
		}(address)
	}
	asked.Wait()
}

func prepare(folder, keyFile, port string) (*fanOut, error) {
	pem, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, err
	}
	key, err := ssh.ParsePrivateKey(pem)
	if err != nil {
		return nil, err
	}
	known, err := knownhosts.New(filepath.Join(folder, "known_hosts"))
	if err != nil {
		return nil, err
	}
	command, err := os.ReadFile(filepath.Join(folder, "command"))
	if err != nil {
		return nil, err
	}
	script, err := os.ReadFile(filepath.Join(folder, "input"))
	if err != nil {
		return nil, err
	}
	config := &ssh.ClientConfig{
		User:            "root",
		Auth:            []ssh.AuthMethod{ssh.PublicKeys(key)},
		HostKeyCallback: known,
		Timeout:         2 * time.Minute,
	}
	return &fanOut{config, port, string(command), script, filepath.Join(folder, "answers")}, nil
}

func (fan *fanOut) ask(address string) error {
	client, err := ssh.Dial("tcp", net.JoinHostPort(address, fan.port), fan.config)
	if err != nil {
		return err
	}
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		return err
	}
	defer session.Close()
	session.Stdin = bytes.NewReader(fan.script)
	answer, err := session.Output(fan.command)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(fan.answers, address), answer, 0o644)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
